/** One thing that was looked at: where, how it is, and a sentence for a person. */
export interface Finding {
  readonly path: string;
  /** `unknown` is what could not be found out; it does not stop a rollout. */
  readonly outcome: 'ok' | 'wrong' | 'unknown';
  readonly message: string;
  /** Where it stands in the deployment file's text, counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

export const ok = (path: string, message: string): Finding => ({ path, outcome: 'ok', message });
export const wrong = (path: string, message: string): Finding => ({ path, outcome: 'wrong', message });
export const unknown = (path: string, message: string): Finding => ({ path, outcome: 'unknown', message });
