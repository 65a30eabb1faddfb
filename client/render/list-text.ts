import { wordOf } from '../../workflows/rollout/word-of.ts';
import type { FoundRollout } from '../rollouts/find.ts';
import { isMet } from '../rollouts/goal.ts';
import { durationText } from './duration.ts';
import { headline } from './status-text.ts';

/** A rollout in a list, as data: what its worker tells, else what Temporal has listed of it. */
export interface ListRow {
  readonly id: string;
  readonly runId: string;
  readonly environment: string;
  readonly service: string;
  readonly version: string | undefined;
  readonly phase: string | undefined;
  readonly running: boolean;
  /** Whether a worker has told of it; if not, what only a worker knows is left out. */
  readonly answered: boolean;
  readonly step?: number | undefined;
  /** The canary's share of the traffic that the step asks for, in percent. */
  readonly weight?: number | undefined;
  readonly paused?: boolean;
  /** Somebody has to decide: a gate, a hold, a pause. */
  readonly waitsForPerson?: boolean;
  readonly waitsFor?: string | undefined;
  readonly state: string;
  readonly started: string;
  readonly ended: string | undefined;
  readonly ageSeconds: number;
}

export function listRow({ info, listed, view }: FoundRollout, now: Date): ListRow {
  const { workflowId: id, runId, startTime, closeTime, status: execution } = info;
  const running = execution.name === 'RUNNING';
  const known = view
    ? { version: view.status.canary, phase: view.status.phase as string }
    : { version: listed.version, phase: listed.phase };
  return {
    id,
    runId,
    environment: listed.environment,
    service: listed.service,
    ...known,
    running,
    answered: view !== undefined,
    ...(view === undefined && {
      weight: listed.weight,
      waitsForPerson: running && listed.waitsForPerson,
    }),
    ...(view && {
      step: view.status.step?.number,
      weight: view.status.step?.weight,
      paused: view.status.paused,
      waitsForPerson: view.running && isMet({ kind: 'person' }, view.status),
      waitsFor: view.status.waitsFor?.what,
    }),
    state: view ? headline(view.status) : listedState(listed, info),
    started: startTime.toISOString(),
    ended: closeTime?.toISOString(),
    ageSeconds: Math.round((now.getTime() - startTime.getTime()) / 1000),
  };
}

/** What Temporal has listed of a rollout that no worker tells of. */
function listedState(
  { phase, weight }: FoundRollout['listed'],
  { status, taskQueue }: FoundRollout['info'],
): string {
  const running = status.name === 'RUNNING';
  const at = running && phase === 'baking' && weight !== undefined ? ` at ${weight} %` : '';
  return `${wordOf(phase ?? status.name.toLowerCase())}${at}${running ? ` (no worker answers on ${taskQueue})` : ''}`;
}

export function listText(rows: readonly ListRow[]): string {
  if (rows.length === 0) return 'no rollouts';
  const width = Math.max(...rows.map(({ id }) => id.length));
  return rows
    .map(
      ({ id, ageSeconds, version, state }) =>
        `${id.padEnd(width)}  ${durationText(ageSeconds).padStart(11)} ago  ${version === undefined ? '' : `${version} `}${state}`,
    )
    .join('\n');
}
