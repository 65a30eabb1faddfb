import type { RolloutView } from '../../../../client/rollouts/view.ts';
import type { RolloutStatus } from '../../../../workflows/rollout/status.ts';
import type { Versions } from '../../lanes/hands.ts';
import type { Lane } from '../../lanes/lane.ts';
import type { RouterKind } from '../../lanes/lane-service.ts';
import { patiently } from '../../patiently.ts';

/** Where the rollout is when somebody does something by hand. */
export const PHASES = ['deploying', 'split', 'committing', 'back'] as const;
export type ByHandWhen = (typeof PHASES)[number];

/** One thing that a person does by hand to the service of one rollout. */
export interface PersonCell {
  readonly router: RouterKind;
  readonly when: ByHandWhen;
  /** What is so afterwards, in a sentence. */
  readonly byHand: string;
}

/** What became of the rollout. */
export interface PersonResult extends PersonCell {
  readonly outcome: string;
  readonly reason: string;
  readonly warnings: readonly string[];
  /** Whether it could be done while the rollout was there. */
  readonly done: boolean;
  /** What a person had to answer, whom the rollout asked. */
  readonly answers: readonly string[];
  readonly failedRequests: number;
  readonly seconds: number;
  /** What was not whole afterwards. */
  readonly wrongs: readonly string[];
}

/** Everything that a person may do in a lane, at each time. */
export const personCells = ({ service: { router, hands } }: Lane): PersonCell[] =>
  PHASES.flatMap((when) => Object.keys(hands).map((byHand) => ({ router, when, byHand })));

const BALANCED = {
  steps: [{ weight: 50, bakeSeconds: 6 }],
  limits: { readySeconds: 60, extensionSeconds: 30, drainSeconds: 15, cleanUpSeconds: 90 },
};

/** Enough for a person to do something while last requests end, and for a busy machine's metrics; and an end of what cannot be cleaned up. */
const FIELDS = {
  'app-mesh': { WaitTime: 6, DrainTime: 15, CleanUpTimeout: 90 },
  alb: BALANCED,
  'in-place': BALANCED,
  ecs: BALANCED,
} as const satisfies Readonly<Record<RouterKind, object>>;

let cells = 0;

/** What no rollout mends, and what keeps the next one from beginning: it is done to a service of its own. */
const LASTS = /loses|the (rule|service) is deleted|the service (gets|is scaled|is given)|deregistration/;

/** Lanes in which a rollout ended wrong. */
const broken = new Set<string>();

/** Runs one rollout in which a person does something by hand, and answers as a person would where the rollout asks for one. */
export const runByHand = async (lane: Lane, cell: PersonCell): Promise<PersonResult> => {
  return broken.has(lane.name) || LASTS.test(cell.byHand)
    ? lane.withServingService((other) => runIn(other, cell))
    : runIn(lane, cell);
};

async function runIn(lane: Lane, cell: PersonCell): Promise<PersonResult> {
  const { service } = lane;
  const began = performance.now();
  const failedBefore = lane.failedRequests();
  const fields = { ...FIELDS[cell.router], ...(cell.when === 'back' ? service.longBake : {}) };
  const version = lane.build(`by hand ${++cells}`, fields);
  const handle = await lane.start(version);
  if (cell.when === 'back') {
    await patiently(async () => isAt(await lane.view(), 'split', version.sha));
    await handle.signal('abort', { by: 'test', reason: 'by hand' });
  }
  const done = await patiently(async () => {
    const view = await lane.view();
    if (view === undefined) return false;
    if (isPast(view, cell.when)) return { is: false };
    if (!isAt(view, cell.when, version.sha)) return false;
    const acted = await tryTo(lane, cell.byHand, {
      stable: view.status.stable ?? '',
      canary: version.sha,
    });
    return acted && { is: true };
  });

  const answers: string[] = [];
  let asked = 0;
  const { status } = await patiently(async () => {
    const view = await lane.view();
    if (view === undefined) return false;
    if (!view.running || performance.now() - began > MOST_MILLIS) return view;
    const answer = answerTo(view);
    // Whoever has answered so often has read the reason.
    if (answer !== undefined && asked >= MOST_ANSWERS) return view;
    if (answer !== undefined) asked += 1;
    if (answer !== undefined) {
      await handle.signal(answer, { by: 'test', reason: 'it asked' }).catch(() => undefined);
      if (answers.at(-1) !== answer) answers.push(answer);
    }
    return false;
  });
  const wrongs = await wrongsOf(lane, status, /target group loses/.test(cell.byHand));
  if (wrongs.length > 0) broken.add(lane.name);
  return {
    ...cell,
    outcome: status.outcome?.kind ?? (status.held ? 'held' : 'none'),
    reason: status.outcome?.reason ?? status.waitsFor?.what ?? '',
    warnings: status.warnings,
    done: done.is,
    answers,
    failedRequests: lane.failedRequests() - failedBefore,
    seconds: Math.round((performance.now() - began) / 1000),
    wrongs,
  };
}

const MOST_ANSWERS = 5;

/** A rollout that has not ended by then is stuck. */
const MOST_MILLIS = 900_000;

async function wrongsOf(
  { service, handle }: Lane,
  status: RolloutStatus,
  untagged: boolean,
): Promise<string[]> {
  if (status.outcome === undefined) {
    await handle().terminate('it is stuck');
    // In place what a person has to decide is held with the reason, as long as somebody serves.
    if (status.held && status.phase === 'committing') return [];
    return [`it waits for ${status.waitsFor?.what}`];
  }
  return service.findWrongs(true, untagged).catch((error: unknown) => [String(error)]);
}

const tryTo = (lane: Lane, byHand: string, versions: Versions): Promise<boolean> =>
  lane.service.hands[byHand]!(versions).then(
    () => true,
    () => false,
  );

/** Whoever is asked says yes: the canary that alone can serve is promoted, and weights of somebody else's are put back. */
function answerTo({ status: { phase, held, paused } }: RolloutView): 'promote' | 'resume' | undefined {
  if (phase === 'rollingBack' || phase === 'committing') return held ? 'promote' : undefined;
  return paused ? 'resume' : undefined;
}

const isAt = ({ status }: Partial<RolloutView> = {}, when: ByHandWhen, sha: string): boolean => {
  if (status === undefined) return false;
  switch (when) {
    case 'deploying':
      return status.phase === when;
    case 'committing':
      return status.phase === when && (isDraining(status) || isSettling(status));
    case 'split':
      return (
        status.phase === 'baking' &&
        status.readBack.some(({ version, weight }) => version === sha && weight === 50)
      );
    case 'back':
      return status.phase === 'rollingBack' && isDraining(status);
  }
};

/** Before anything is removed: afterwards nobody else may be there to serve. */
const isDraining = ({ waitsFor }: RolloutStatus): boolean =>
  /^(requests under way at|ECS to (end|give))/.test(waitsFor?.what ?? '');

/** In place, while the service gets the new version, and the canary has all traffic. */
const isSettling = ({ waitsFor }: RolloutStatus): boolean =>
  waitsFor?.what.endsWith('by a rolling deployment') === true;

const ORDER = ['starting', 'deploying', 'baking', 'committing', 'rollingBack'];
const LAST: Readonly<Record<ByHandWhen, string>> = {
  deploying: 'deploying',
  split: 'baking',
  committing: 'committing',
  back: 'rollingBack',
};

const isPast = ({ running, status }: RolloutView, when: ByHandWhen): boolean =>
  !running ||
  ORDER.indexOf(status.phase) > ORDER.indexOf(LAST[when]) ||
  (status.phase === LAST[when] && / to be (recorded|removed)$/.test(status.waitsFor?.what ?? ''));
