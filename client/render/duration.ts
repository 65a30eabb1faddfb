/** How far away a moment is: "in 34 s", "in 2 h 5 min", "1 min ago". */
export function inWords(now: Date, moment: Date): string {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000);
  return seconds < 0 ? `${durationText(-seconds)} ago` : `in ${durationText(seconds)}`;
}

/** The two largest units of a duration. */
export function durationText(seconds: number): string {
  const units: [string, number][] = [
    ['d', Math.floor(seconds / 86_400)],
    ['h', Math.floor(seconds / 3600) % 24],
    ['min', Math.floor(seconds / 60) % 60],
    ['s', seconds % 60],
  ];
  const first = units.findIndex(([, amount]) => amount > 0);
  if (first === -1) return '0 s';
  const shown = units.slice(first, first + 2).filter(([, amount]) => amount > 0);
  return shown.map(([unit, amount]) => `${amount} ${unit}`).join(' ');
}
