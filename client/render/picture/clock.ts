/** A moment by the clock on the wall of whoever looks, with the day where it is another one. */
export function localTime(moment: Date, now: Date, timeZone: string | undefined): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const day = (date: Date) => date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...zone });
  const time = moment.toLocaleTimeString('en-GB', zone);
  return day(moment) === day(now) ? time : `${day(moment)} ${time}`;
}
