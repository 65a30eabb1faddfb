import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';

/** How much text about its queries a verdict keeps: a rollout's history carries dozens of verdicts. */
const KEPT_CHARACTERS = 1800;

/** As many of the queries as a verdict can keep, each whole, and how many more there are. */
export function keptShort(queries: readonly string[]): string[] {
  let length = 0;
  const kept = queries.filter((query) => (length += query.length) <= KEPT_CHARACTERS);
  const more = queries.length - kept.length;
  return more === 0 ? kept : [...kept, `and ${more} more, too long to be kept`];
}

/**
 * Queries to CloudWatch as text: `Namespace/Metric {Dimension=value} Stat 60s`, those that differ in one word on one
 * line, as `{Class=2|3} Sum 60s`; then metric math as it stands, after the metrics that it names.
 */
export function queryTexts(queries: readonly MetricDataQuery[]): string[] {
  const plain = queries.flatMap(({ MetricStat, ReturnData }) =>
    MetricStat && ReturnData !== false ? [wordsOf(MetricStat)] : [],
  );
  const math = queries.flatMap(({ Id, MetricStat, ReturnData, Expression, Period }) => {
    if (Expression !== undefined) return [`${Expression}, every ${Period}s`];
    return MetricStat && ReturnData === false ? [`${Id} = ${wordsOf(MetricStat).join('')}`] : [];
  });
  return keptShort([...merged(plain), ...math]);
}

const wordsOf = ({ Metric, Period, Stat }: MetricStat): string[] => [
  `${Metric?.Namespace}/`,
  `${Metric?.MetricName}`,
  ' {',
  ...(Metric?.Dimensions ?? []).flatMap(({ Name, Value }, i) => [`${i > 0 ? ', ' : ''}${Name}=`, `${Value}`]),
  '} ',
  `${Stat}`,
  ` ${Period}s`,
];

/** Words of one query, or of several that differ at one place. */
interface Line {
  readonly words: string[];
  varying?: number;
}

function merged(plain: readonly string[][]): string[] {
  const lines: Line[] = [];
  for (const words of plain)
    if (!lines.some((line) => takeIn(line, words))) lines.push({ words: [...words] });
  return lines.map(({ words }) => words.join(''));
}

/** Takes a query into a line if it differs there, and nowhere else, where the others do; says whether it did. */
function takeIn(line: Line, words: readonly string[]): boolean {
  if (line.words.length !== words.length) return false;
  const [at, ...more] = [...words.keys()].filter((i) => words[i] !== line.words[i]);
  if (at === undefined || more.length > 0 || (line.varying ?? at) !== at) return false;
  line.varying = at;
  line.words[at] += `|${words[at]}`;
  return true;
}
