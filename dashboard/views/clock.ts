import { createContext, h, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { inWords } from '../../client/render/duration.ts';
import { hourAndMinute, localTime } from '../../client/render/picture/clock.ts';

/** By which time a page is told. */
export interface Clock {
  readonly now: Date;
  /** The reader's own where it is left out. */
  readonly timeZone?: string;
}

export const ClockContext = createContext<Clock>({ now: new Date(0), timeZone: 'UTC' });

/** A moment (ISO time) by the clock on the reader's wall, or in UTC before the page's script knows where that is. */
export function Moment({ at }: { readonly at: string }): JSX.Element {
  const { now, timeZone } = useContext(ClockContext);
  const text = localTime(new Date(at), now, timeZone);
  return h('time', { dateTime: at, title: at }, timeZone === undefined ? text : `${text} ${timeZone}`);
}

/** A moment (ISO time) by its hour and minute alone. */
export function TimeOfDay({ at }: { readonly at: string }): JSX.Element {
  const { timeZone } = useContext(ClockContext);
  const text = hourAndMinute(new Date(at), timeZone);
  return h('time', { dateTime: at, title: at }, timeZone === undefined ? text : `${text} ${timeZone}`);
}

/** How long ago, or how far ahead, a moment is, in words. */
export function Distance({ at }: { readonly at: string }): JSX.Element {
  const { now } = useContext(ClockContext);
  return h('time', { dateTime: at, title: at }, inWords(now, new Date(at)));
}

/** What is left until a moment, such as 4:05 or 1:04:05; one that has gone by counts as now. */
export function Countdown({ until }: { readonly until: string }): JSX.Element {
  const { now } = useContext(ClockContext);
  const left = Math.max(0, Math.round((Date.parse(until) - now.getTime()) / 1000));
  return h('span', { class: 'countdown', role: 'timer', 'aria-label': `until ${until}` }, clockTime(left));
}

function clockTime(seconds: number): string {
  const two = (amount: number) => `${amount}`.padStart(2, '0');
  const [days, hours, minutes] = [86_400, 3600, 60].map((unit) => Math.floor(seconds / unit)) as [
    number,
    number,
    number,
  ];
  if (days > 0) return `${days} d ${two(hours % 24)}:${two(minutes % 60)}`;
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
