/** One number of an Envoy's Prometheus page; all that are kept here only ever grow while the Envoy lives. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Tells series apart: name and labels. */
export function seriesOf({ name, labels }: Sample): string {
  return JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Adds up samples of the same series. */
export function sum(samples: Iterable<Sample>): Map<string, Sample> {
  const sums = new Map<string, Sample>();
  for (const sample of samples) {
    const series = seriesOf(sample);
    sums.set(series, { ...sample, value: sample.value + (sums.get(series)?.value ?? 0) });
  }
  return sums;
}
