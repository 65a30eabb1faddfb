import type { FoundRollout } from '../../client/rollouts/find.ts';
import { listRow } from '../../client/render/list-text.ts';
import { stableVersion } from '../../workflows/rollout/status.ts';
import { troubles } from '../../client/render/status-text.ts';
import { actingIn, type Acting } from './acting.ts';
import { evidenceIn, type EvidenceLevel } from './evidence.ts';
import { stepsIn, type StepModel } from './steps.ts';
import { toneOf, toneOfWord, type Tone } from './tone.ts';
import { trafficIn, type CanaryTraffic } from './traffic.ts';

/** A service in the list of now, by its latest rollout. Times are ISO. */
export interface RowModel {
  readonly environment: string;
  readonly service: string;
  readonly runId: string;
  readonly running: boolean;
  /** Whether a worker has told of it; what only a worker knows is left out otherwise. */
  readonly answered: boolean;
  readonly stable: string | undefined;
  readonly canary: string | undefined;
  readonly phase: string | undefined;
  readonly tone: Tone;
  /** Such as "baking, step 2 of 4 at 66 %". */
  readonly state: string;
  readonly acting: Acting;
  readonly traffic: CanaryTraffic | undefined;
  readonly steps: readonly Pick<StepModel, 'weight' | 'state' | 'gate'>[];
  readonly evidence: EvidenceLevel | undefined;
  /** What it waits for, or how it ended. */
  readonly sentence: string | undefined;
  readonly until: string | undefined;
  readonly trouble: string | undefined;
  readonly started: string;
  readonly ended: string | undefined;
}

export function rowOf(found: FoundRollout, now: Date): RowModel {
  const { environment, service, runId, running, answered, version, phase, state, started, ended } = listRow(
    found,
    now,
  );
  const common = { environment, service, runId, running, answered, phase, state, started, ended };
  const { view } = found;
  if (!view)
    return { ...common, ...unanswered(running, phase, found.listed.waitsForPerson), canary: version };
  const { status } = view;
  const acting = actingIn(status);
  return {
    ...common,
    stable: stableVersion(status),
    canary: status.canary,
    tone: acting.kind === 'person' ? 'waiting' : toneOf(status.phase),
    acting,
    traffic: trafficIn(status),
    steps: stepsIn(status).map(({ weight, state: at, gate }) => ({ weight, state: at, gate })),
    evidence: evidenceIn(view),
    sentence: status.outcome?.reason ?? status.waitsFor?.what,
    until: running ? status.waitsFor?.until : undefined,
    trouble: running ? troubles(view.attempts)[0] : undefined,
  };
}

/** What is not known while no worker answers. */
const unanswered = (running: boolean, phase: string | undefined, waitsForPerson: boolean) => ({
  stable: undefined,
  tone: running && waitsForPerson ? ('waiting' as const) : toneOfWord(phase),
  acting: unansweredActing(running, waitsForPerson),
  traffic: undefined,
  steps: [],
  evidence: undefined,
  sentence: undefined,
  until: undefined,
  trouble: undefined,
});

function unansweredActing(running: boolean, waitsForPerson: boolean): Acting {
  if (!running) return { kind: 'nobody' };
  return waitsForPerson ? { kind: 'person', who: 'somebody', what: 'act' } : { kind: 'serin' };
}
