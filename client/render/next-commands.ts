import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { waitsForPerson } from '../../workflows/rollout/waits-for-person.ts';

/** What a person can type now, such as `serin approve shop/cart`, the likeliest first. */
export function nextCommands(status: RolloutStatus): readonly string[] {
  const { environment, service } = status;
  return optionsOf(status).map((words) => {
    const [name, ...flags] = words.split(' ');
    return ['serin', name, `${environment}/${service}`, ...flags].join(' ');
  });
}

function optionsOf(status: RolloutStatus): readonly string[] {
  const { phase, held, outcome } = status;
  if (outcome !== undefined) return ['history'];
  switch (phase) {
    case 'starting':
    case 'deploying':
      return ['abort'];
    case 'baking':
      return whileBaking(status);
    case 'rollingBack':
      return held ? ['promote', 'abort --force'] : [];
    case 'committing':
    case 'promoted':
    case 'rolledBack':
    case 'aborted':
    case 'refused':
    case 'reconciled':
      return [];
  }
}

function whileBaking(status: RolloutStatus): readonly string[] {
  if (waitsForPerson(status) === 'gate') return ['approve', 'abort'];
  if (status.keptUntil !== undefined && !status.paused) return ['undo', 'promote'];
  if (status.held || status.paused) return ['resume', 'promote', 'abort'];
  return ['pause', 'promote --step', 'abort'];
}
