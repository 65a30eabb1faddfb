import { BadQuery } from './expression.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** Reads `1h30m` or plain seconds. */
export function durationSeconds(text: string): number {
  if (/^[\d.]+$/.test(text)) return Number(text);
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.map(([part]) => part).join('') !== text) throw new BadQuery(`not a valid duration: ${text}`);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_SECONDS[unit!]!, 0);
}

/** Reads a string literal in its quotes; backticks take everything as it stands. */
export function stringValue(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** A pattern that has to match the whole of a value, as all of PromQL's do. */
export function wholePattern(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch (error) {
    throw new BadQuery(`error parsing regexp: ${(error as Error).message}`);
  }
}
