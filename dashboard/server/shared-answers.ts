/** How an answer is kept: so many milliseconds from when it came. */
export interface Keeping<T> {
  readonly answerMillis: (answer: T) => number;
  /** How long it is not asked again after it failed. */
  readonly failureMillis: number;
  readonly now?: () => number;
}

/** So many answers are kept. */
const MOST = 1000;

/** Asks once for all who ask for the same at about the same time: while an answer is awaited, and as long as it is kept. */
export function sharedAnswers<T>({ answerMillis, failureMillis, now = Date.now }: Keeping<T>) {
  const kept = new Map<string, { readonly answer: Promise<T>; until: number }>();
  const answered = (key: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known && now() < known.until) return known.answer;
    const entry = { answer: ask(), until: Infinity };
    entry.answer.then(
      (answer) => (entry.until = now() + answerMillis(answer)),
      () => (entry.until = now() + failureMillis),
    );
    kept.delete(key);
    kept.set(key, entry);
    const [oldest] = kept.keys();
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    return entry.answer;
  };
  /** Has it asked anew, since what was changed is another now. */
  const forget = (key: string): void => void kept.delete(key);
  return Object.assign(answered, { forget });
}
