/** A moment by the clock on the wall of whoever looks, with the day where it is another one. */
export function localTime(moment: Date, now: Date, timeZone: string | undefined): string {
  const { day, time } = clockIn(timeZone);
  const [on, today] = [day.format(moment), day.format(now)];
  return on === today ? time.format(moment) : `${on} ${time.format(moment)}`;
}

/** The hour and minute alone. */
export const hourAndMinute = (moment: Date, timeZone: string | undefined): string =>
  clockIn(timeZone).hour.format(moment);

interface WallClock {
  readonly day: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
  readonly hour: Intl.DateTimeFormat;
}

/** The clock of each zone; one takes so long to make that a page of hundreds of moments would be slow. */
const clocks = new Map<string | undefined, WallClock>();

function clockIn(timeZone: string | undefined): WallClock {
  const known = clocks.get(timeZone);
  if (known) return known;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...(timeZone !== undefined && { timeZone }) });
  const clock = {
    day: format({ day: 'numeric', month: 'short' }),
    time: format({ timeStyle: 'medium' }),
    hour: format({ hour: '2-digit', minute: '2-digit' }),
  };
  clocks.set(timeZone, clock);
  return clock;
}
