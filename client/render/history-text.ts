import { stableVersion } from '../../workflows/rollout/status.ts';
import { commandText } from '../../workflows/rollout/command-text.ts';
import { wordOf } from '../../workflows/rollout/word-of.ts';
import type { FoundRollout } from '../rollouts/find.ts';
import { undoingIn, undoText } from '../rollouts/undoing.ts';
import { durationText } from './duration.ts';

/** Rollouts of one service, the newest first, each with its verdicts and commands in the order of time. */
export function historyText(found: readonly FoundRollout[]): string {
  return found.length === 0 ? 'no rollouts' : found.map(oneText).join('\n\n');
}

function oneText({ info, listed, view }: FoundRollout): string {
  const took = info.closeTime
    ? `, took ${durationText(Math.round((Number(info.closeTime) - Number(info.startTime)) / 1000))}`
    : '';
  const head = `${info.startTime.toISOString()}${took}`;
  if (!view) {
    const undoes = undoingIn(info.memo);
    return [
      `${head}  ${listed.version ?? ''} ${wordOf(listed.phase ?? info.status.name.toLowerCase())} (no worker tells more)`,
      ...(undoes ? [`  ${undoText(undoes)}`] : []),
    ].join('\n');
  }
  const { canary, outcome, phase, verdicts, commands } = view.status;
  const stable = stableVersion(view.status);
  const events = [
    ...verdicts.map(({ at, weight, kind, reason }) => ({ at, what: `${kind} at ${weight} %: ${reason}` })),
    ...commands.map((each) => ({ at: each.at, what: commandText(each) })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return [
    `${head}  ${canary}${stable === undefined ? '' : ` after ${stable}`}: ${outcome ? `${wordOf(outcome.kind)}: ${outcome.reason}` : wordOf(phase)}`,
    ...events.map(({ at, what }) => `  ${at.slice(11, 19)}  ${what}`),
  ].join('\n');
}
