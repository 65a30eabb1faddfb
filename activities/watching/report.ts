import type { Looked } from '../../workflows/rollout/judge/judge.ts';

/** Tells a rollout of the watch that it has asked for. Each fails where Temporal cannot be told. */
export interface Report {
  /** Says that the watch goes on, with what a next attempt needs to go on. Answers whether anybody still wants it. */
  goesOn(judged: Looked): Promise<boolean>;
  answer(judged: Looked): Promise<void>;
  /** Has the watch tried again, here or on another worker. */
  fail(error: unknown): Promise<void>;
  /** Says that the watch has ended, as it was asked to. */
  end(): Promise<void>;
}

/** An activity that asks for a watch. */
export interface WatchAsked {
  /** The workflow id of the rollout that asks. */
  readonly rollout: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly report: Report;
  /** How long it may take from one sign of life to the next. */
  readonly silenceSeconds: number;
  /** What the last attempt said when it was alive. */
  readonly remembered: Looked | undefined;
}
