/** The answer to a check. */
export type Verdict = Findings &
  (
    | { readonly kind: 'pass' | 'fail' }
    /** Nothing can be proven within the time that the judge gives itself: the plan says what follows. */
    | { readonly kind: 'inconclusive' }
    /** It is too early to tell: the judge wants to look again, at this moment (epoch seconds). */
    | { readonly kind: 'undecided'; readonly lookAgainAt: number }
  );

/** What a verdict is based on. */
export interface Findings {
  /** A sentence with the numbers that led to the verdict. */
  readonly reason: string;
  readonly judge: string;
  /** Which of the judge's rules decided, where it has more than one. */
  readonly rule?: string;
  /** Whose metrics were read. */
  readonly source?: string;
  /** What was asked of it about both versions, as text that can be asked again; the window is beside them. */
  readonly queries?: readonly string[];
  /** Epoch seconds between which the metrics were read. */
  readonly window: { readonly from: number; readonly to: number };
  readonly numbers: Readonly<Record<string, number>>;
  /** The metrics could be read, and nobody had called the canary. */
  readonly silent?: true;
}

/** Epoch seconds; `to` is exclusive. */
export type Span = Findings['window'];
