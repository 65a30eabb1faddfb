import type { Stage } from '../../client/plan/foretold.ts';
import type { PlayedCanary } from '../../client/judge/simulate.ts';
import { aligned, type PointLine } from './aligned.ts';
import type { Plot } from './plots.ts';

/** A plot over the seconds since the canary's first traffic. */
export interface CoursePlot {
  readonly plot: Plot;
  readonly seconds: number;
}

/** The canary's share if everything goes well, and when simulated rollouts end. */
export function coursePlots(
  version: string,
  stages: readonly Stage[],
  played: readonly PlayedCanary[],
): CoursePlot[] {
  const planned = plannedLine(version, stages);
  return [
    percentPlot("The canary's share of the traffic, if everything goes well", planned ? [planned] : []),
    percentPlot('Simulated rollouts that have ended as they should', played.map(endedLine)),
  ].filter(({ plot }) => plot.times.length > 1);
}

function percentPlot(title: string, lines: readonly PointLine[]): CoursePlot {
  const latest = Math.max(1, ...lines.flatMap(({ points }) => points.map(([at]) => at)));
  const seconds = latest * 1.05;
  const held = lines.map((line) => ({
    ...line,
    points: [...line.points, [seconds, line.points.at(-1)?.[1] ?? 0] as const],
  }));
  return { plot: { name: 'weight', title, unit: '%', scale: 'linear', ...aligned(held) }, seconds };
}

function plannedLine(version: string, stages: readonly Stage[]): PointLine | undefined {
  const points = stages
    .filter(({ afterSeconds }) => afterSeconds >= 0)
    .map(
      ({ afterSeconds, after }) =>
        [afterSeconds, after.find((each) => each.version === version)?.weight ?? 0] as const,
    );
  return points.length === 0 ? undefined : { label: version, of: 'canary', stepped: true, points };
}

/** How the rollouts of the n-th version should end: of the healthy one, the first, by its promotion. */
export const dueEnd = (i: number): 'promote' | 'rollBack' => (i === 0 ? 'promote' : 'rollBack');

/** How the rollouts of the n-th version are drawn that end so. */
export const playedLook = (
  canaryErrorRate: number,
  i: number,
): Pick<PointLine, 'label' | 'of' | 'faintness'> => ({
  label: i === 0 ? 'healthy: promoted' : `${+(100 * canaryErrorRate).toFixed(2)} % fail: rolled back`,
  of: i === 0 ? 'stable' : 'canary',
  faintness: Math.max(0, i - 1),
});

function endedLine({ canaryErrorRate, courses }: PlayedCanary, i: number): PointLine {
  const end = dueEnd(i);
  const seconds = courses
    .flatMap((course) => (course.end === end ? [course.seconds] : []))
    .sort((a, b) => a - b);
  return {
    ...playedLook(canaryErrorRate, i),
    stepped: true,
    points: [[0, 0], ...seconds.map((at, n) => [at, (100 * (n + 1)) / courses.length] as const)],
  };
}
