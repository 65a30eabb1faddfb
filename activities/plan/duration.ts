/** A duration as people write it, such as `90s` or `1h30m`. */
export const DURATION = /^(?=\d)(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/;
const UNIT_SECONDS = [86_400, 3600, 60, 1] as const;

/** The seconds of a duration; NaN of what is none. */
export function inSeconds(duration: string): number {
  const match = DURATION.exec(duration);
  if (!match) return NaN;
  return UNIT_SECONDS.reduce((sum, unit, i) => sum + unit * Number(match[i + 1] ?? 0), 0);
}
