/** A line of a plot by its points: moment (epoch seconds) and value. */
export interface PointLine {
  readonly label: string;
  /** What it tells of, which gives it its colour. */
  readonly of: 'stable' | 'canary' | 'bound';
  /** Whether a value stays until the next one. */
  readonly stepped?: boolean;
  /** Of lines in one colour the later ones are fainter: 0, 1, 2. */
  readonly faintness?: number;
  readonly points: readonly (readonly [at: number, value: number])[];
}

/** Lines over all moments of any of them. A stepped one has a value at each from its first on, another only at its own. */
export function aligned(lines: readonly PointLine[]) {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  return {
    times,
    lines: lines.map(({ points, ...line }) => {
      const own = new Map(points);
      let held: number | null = null;
      const values = times.map((at) => {
        const value: number | null = own.get(at) ?? (line.stepped ? held : null);
        held = value;
        return value;
      });
      return { ...line, values };
    }),
  };
}
