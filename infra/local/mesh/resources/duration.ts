import type { Duration } from '@aws-sdk/client-app-mesh';

/** An App Mesh duration as protobuf's JSON has it: seconds, `"1.5s"`. */
export function protoDuration({ value = 0, unit = 'ms' }: Duration): string {
  return `${unit === 's' ? value : value / 1000}s`;
}
