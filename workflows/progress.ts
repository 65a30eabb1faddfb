import { log, workflowInfo } from '@temporalio/workflow';
import type { Action } from './rollout/decide.ts';
import { latestBuckets, type JudgedBucket } from './rollout/judge/judged-bucket.ts';
import type { Verdict } from './rollout/judge/verdict.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { Step } from './rollout/steps.ts';
import { countCommand, countRollout, countVerdict, recordTrafficBack } from './counters.ts';
import type { CommandAnswer } from './messages.ts';
import type { CommandState } from './rollout/command.ts';
import { commandStateOf } from './rollout/command-state.ts';
import { changedSince, listedStateOf, type ListedState } from './rollout/listed-state.ts';
import { commandText } from './rollout/command-text.ts';
import type { CommandRecord, Outcome, Phase, RolloutStatus } from './rollout/status.ts';
import { listPlan, listState } from './search-attributes.ts';
import { showOnPages } from './temporal-pages.ts';
import { describeSplit, sameSplit, type TrafficSplit } from './rollout/traffic-split.ts';

/** A rollout can be long; its status stays small enough to be asked for at any time. */
const KEPT = 50;
const KEPT_BUCKETS = 120;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Now, in epoch seconds, by the workflow's own clock. */
export const nowSeconds = (): number => Date.now() / 1000;

export const isoTime = (epochSeconds: number): string => new Date(epochSeconds * 1000).toISOString();

const NOTHING_YET: RolloutStatus = {
  firstRunId: '',
  environment: '',
  service: '',
  canary: '',
  stable: undefined,
  phase: 'starting',
  paused: false,
  held: false,
  verdictHeld: false,
  cannot: {},
  steps: [],
  approved: false,
  step: undefined,
  wanted: [],
  readBack: [],
  healthyTasks: [],
  waitsFor: { what: 'the plan to be checked', until: undefined },
  metrics: undefined,
  waits: [],
  buckets: [],
  verdicts: [],
  commands: [],
  weights: [],
  events: [],
  warnings: [],
  outcome: undefined,
};

/** What the next execution of a long rollout needs to go on telling where it is. */
export interface ProgressSoFar {
  readonly status: RolloutStatus;
  readonly everWanted: readonly string[];
  readonly threads: Readonly<Record<string, string>>;
  /** What Temporal's list says of it; undefined where it is not found by search attributes. */
  readonly listed?: ListedState;
}

/** Keeps what the `status` query answers while the story goes on. */
export class Progress {
  readonly #everWanted: Set<string>;
  #listed: ListedState | undefined;
  /** What is to be listed first, together with where the rollout is then. */
  #unlisted: RolloutPlan | undefined;
  /** In which thread each channel is told of this rollout. */
  readonly threads: Record<string, string>;
  /** Since when the canary is to lose its traffic, as long as it has some; epoch seconds. */
  #losingSince: number | undefined;
  readonly status: Writable<RolloutStatus>;
  /** How long the split has been as it is at the least: the whole bake that it has passed, in seconds. */
  keptSeconds = 0;
  #isBrief = false;

  constructor(soFar?: ProgressSoFar) {
    this.status = { ...(soFar?.status ?? NOTHING_YET), firstRunId: workflowInfo().firstExecutionRunId };
    this.#everWanted = new Set(soFar?.everWanted);
    this.#listed = soFar?.listed;
    this.threads = { ...soFar?.threads };
    showOnPages(this.status);
  }

  soFar(): ProgressSoFar {
    const { status, threads } = this;
    const listed = this.#listed;
    return { status, threads, everWanted: [...this.#everWanted], ...(listed && { listed }) };
  }

  begin(plan: RolloutPlan): void {
    if (plan.searchable) this.#unlisted = plan;
    Object.assign(this.status, {
      environment: plan.environment,
      service: plan.service,
      canary: plan.version.id,
      metrics: plan.metrics,
      steps: plan.steps,
      ...(plan.commanders && { commanders: plan.commanders }),
      ...(plan.signingKeys && { signingKeys: plan.signingKeys }),
    });
  }

  enter(phase: Phase, what: string): void {
    this.status.phase = phase;
    if (phase === 'rollingBack' && this.#canaryWeight > 0) this.#losingSince = nowSeconds();
    this.note(what);
  }

  /** Has Temporal's list say where it is. A phase costs one write; what has not changed costs none. */
  list(): void {
    if (this.#isBrief) return;
    const now = listedStateOf(this.status);
    const plan = this.#unlisted;
    this.#unlisted = undefined;
    if (plan) listPlan(plan, now);
    else {
      if (!this.#listed) return;
      const changed = changedSince(this.#listed, now, this.status.step?.bakeSeconds);
      if (Object.keys(changed).length === 0) return;
      listState(changed);
    }
    this.#listed = now;
  }

  /** Does what is over so soon that Temporal's list need not say so. */
  async briefly<T>(act: () => Promise<T>): Promise<T> {
    this.#isBrief = true;
    try {
      return await act();
    } finally {
      this.#isBrief = false;
    }
  }

  /** Says in one sentence what the rollout waits for, and until when at the most (epoch seconds). */
  waitFor(what: string, until?: number): void {
    const before = this.status.waitsFor;
    this.status.waitsFor = { what, until: until === undefined ? undefined : isoTime(until) };
    const { until: latest } = this.status.waitsFor;
    const isNew = what !== before?.what;
    const { waits } = this.status;
    const wait = { at: isNew ? isoTime(nowSeconds()) : (waits.at(-1)?.at ?? ''), ...this.status.waitsFor };
    this.status.waits = [...(isNew ? waits : waits.slice(0, -1)), wait].slice(-KEPT);
    if (isNew) log.info(`waits for ${what}`, latest === undefined ? {} : { until: latest });
    this.list();
  }

  startStep(step: Step, number: number, of: number): void {
    this.status.step = { number, of, weight: step.weight, bakeSeconds: step.bakeSeconds };
    this.status.approved = false;
  }

  want(split: TrafficSplit): void {
    this.status.wanted = split;
    for (const { version, weight } of split) if (weight > 0) this.#everWanted.add(version);
  }

  /** Whether a version was ever meant to have traffic; a write that failed may have had its effect all the same. */
  wasEverWanted(version: string): boolean {
    return this.#everWanted.has(version);
  }

  readBack(split: TrafficSplit): void {
    this.status.readBack = split;
    const { wanted } = this.status;
    if (!sameSplit(split, this.status.weights.at(-1)?.split ?? [])) {
      this.keptSeconds = 0;
      this.status.weights = [...this.status.weights, { at: isoTime(nowSeconds()), split, wanted }].slice(
        -4 * KEPT,
      );
    }
    if (this.#losingSince !== undefined && this.#canaryWeight === 0) {
      recordTrafficBack(nowSeconds() - this.#losingSince);
      this.#losingSince = undefined;
    }
    this.note(`traffic: ${describeSplit(split)}`);
  }

  /** A step's bake has passed in whole; `begunWith` is what the router was read to do last when it began. */
  passed({ bakeSeconds }: Step, begunWith: unknown): void {
    if (this.status.weights.at(-1) === begunWith) this.keptSeconds = bakeSeconds;
  }

  /** What the router was seen to give the canary, in percent. */
  get #canaryWeight(): number {
    const { canary, readBack } = this.status;
    return readBack.find(({ version }) => version === canary)?.weight ?? 0;
  }

  /** Keeps what the judge has seen, in units. */
  saw(buckets: readonly JudgedBucket[]): void {
    this.status.buckets = latestBuckets(this.status.buckets, buckets, KEPT_BUCKETS);
  }

  /** Keeps a verdict with the weight it is about and what it led to; of looks that only led to the next one, as while people are waited for, the last. */
  judged(verdict: Verdict, weight: number, action: Action): void {
    const record = { ...verdict, at: isoTime(nowSeconds()), weight, ledTo: action.kind };
    const before = this.status.verdicts;
    const last = before.at(-1);
    const isSameWait =
      ['wait', 'hold', 'gate'].includes(action.kind) &&
      last?.ledTo === action.kind &&
      last.kind === verdict.kind &&
      last.rule === verdict.rule;
    this.status.verdicts = [...(isSameWait ? before.slice(0, -1) : before), record].slice(-KEPT);
    countVerdict(record);
    if (!isSameWait) this.note(`${verdict.kind}: ${consequence(action)}`);
  }

  end(outcome: Outcome): void {
    this.status.outcome = outcome;
    countRollout(outcome, this.status.warnings.length);
    this.status.waitsFor = undefined;
    this.enter(outcome.kind, `${outcome.kind}: ${outcome.reason}`);
    this.list();
  }

  commanded(record: CommandRecord): void {
    this.status.commands = [...this.status.commands, record].slice(-KEPT);
    countCommand(record);
    this.note(commandText(record));
  }

  commandState(): CommandState {
    return commandStateOf(this.status);
  }

  answer(): CommandAnswer {
    const { phase, paused, held, step, readBack, waitsFor } = this.status;
    return { phase, paused, held, step, readBack, waitsFor };
  }

  /** Keeps what is left to be done when the rollout ends. */
  readonly warn = (sentence: string): void => {
    this.status.warnings = [...this.status.warnings, sentence];
    this.note(`warning: ${sentence}`);
  };

  note(what: string): void {
    const last = this.status.events.at(-1);
    const at = isoTime(nowSeconds());
    if (last?.what === what) {
      const again = { ...last, times: (last.times ?? 1) + 1, latest: at };
      this.status.events = [...this.status.events.slice(0, -1), again];
      return;
    }
    log.info(what);
    const event = { number: (last?.number ?? 0) + 1, at, what };
    this.status.events = [...this.status.events, event].slice(-4 * KEPT);
  }
}

function consequence(action: Action): string {
  switch (action.kind) {
    case 'advance':
    case 'rollBack':
      return action.reason;
    case 'wait':
      return `${action.reason}; looks again at ${isoTime(action.until)}`;
    case 'extend':
      return `${action.reason}; watched for another ${Math.round(action.seconds)} s`;
    case 'hold':
      return `${action.reason}; held until ${isoTime(action.until)}: a person has to resume, promote or abort`;
    case 'gate':
      return `${action.reason}; waits for approval until ${isoTime(action.until)}`;
  }
}
