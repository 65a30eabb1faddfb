/** How an answer is kept: so many milliseconds from when it came. */
export interface Keeping<T> {
  readonly answerMillis: (answer: T) => number;
  /** How long it is not asked again after it failed. */
  readonly failureMillis: number;
  /** For so long after that nobody waits for a newer answer: whoever asks gets the older one until it is there. */
  readonly meanwhileMillis?: number;
  readonly now?: () => number;
}

/** So many answers are kept. */
const MOST = 1000;

interface Kept<T> {
  readonly answer: Promise<T>;
  until: number;
  /** What was answered before, as long as that is still said. */
  older?: Promise<T> | undefined;
}

/** Asks once for all who ask for the same at about the same time: while an answer is awaited, and as long as it is kept. */
export function sharedAnswers<T>({
  answerMillis,
  failureMillis,
  meanwhileMillis = 0,
  now = Date.now,
}: Keeping<T>) {
  const kept = new Map<string, Kept<T>>();
  const keepFor = (entry: Kept<T>, millis: number) => {
    entry.until = now() + millis;
    entry.older = undefined;
  };
  const answered = (key: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known && now() < known.until) return known.older ?? known.answer;
    const entry: Kept<T> = {
      answer: ask(),
      until: Infinity,
      older: known && now() < known.until + meanwhileMillis ? known.answer : undefined,
    };
    entry.answer.then(
      (answer) => keepFor(entry, answerMillis(answer)),
      () => keepFor(entry, failureMillis),
    );
    kept.delete(key);
    kept.set(key, entry);
    const [oldest] = kept.keys();
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    return entry.older ?? entry.answer;
  };
  /** Has it asked anew, since what was changed is another now. */
  const forget = (key: string): void => void kept.delete(key);
  return Object.assign(answered, { forget });
}
