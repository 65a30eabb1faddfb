import { InvalidArgumentError } from 'commander';
import { inSeconds } from '../../activities/plan/duration.ts';

const number = (text: string, is: (value: number) => boolean, what: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !is(value)) throw new InvalidArgumentError(`must be ${what}`);
  return value;
};

/** An option's value in seconds. */
export const seconds = (text: string): number =>
  number(text, (value) => value >= 0 && value < Infinity, 'a number of seconds');

/** An option's value in seconds, given as a duration such as `90s`, `30m` or `1h30m`. */
export function duration(text: string): number {
  const seconds = inSeconds(text);
  if (Number.isNaN(seconds)) throw new InvalidArgumentError('must be a duration, such as 90s, 30m or 1h30m');
  return seconds;
}

export const positive = (text: string): number =>
  number(text, (value) => value > 0 && value < Infinity, 'a number above 0');

export const count = (text: string): number =>
  number(text, (value) => Number.isInteger(value) && value > 0, 'a whole number above 0');

export const percent = (text: string): number =>
  number(text, (value) => value >= 0 && value <= 100, 'a percentage of the traffic, from 0 to 100');

/** A TCP port; 0 means any that is free. */
export const port = (text: string): number =>
  number(text, (value) => Number.isInteger(value) && value >= 0 && value < 65_536, 'a port from 0 to 65535');

/** An option's value as a fraction of requests. */
export const fraction = (text: string): number =>
  number(text, (value) => value >= 0 && value <= 1, 'a fraction of requests, from 0 to 1');

/** The same, repeatable. */
export const fractions = (text: string, before: number[] = []): number[] => [...before, fraction(text)];
