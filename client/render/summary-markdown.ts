import { printable } from '../../activities/printable.ts';
import { stableVersion, type RolloutStatus } from '../../workflows/rollout/status.ts';
import { wordOf } from '../../workflows/rollout/word-of.ts';
import { describeSplit } from '../../workflows/rollout/traffic-split.ts';
import { weightPlot } from './weight-plot.ts';

/** A rollout that has ended, as a pipeline's summary shows it: how it ended, and on which verdicts. */
export function summaryMarkdown(status: RolloutStatus): string {
  const { environment, service, canary, outcome, verdicts, readBack, warnings } = status;
  const ending = outcome ? `${wordOf(outcome.kind)}: ${outcome.reason}` : 'not ended';
  return [
    `### ${cell(`${environment}/${service}: ${canary} ${ending}`)}`,
    '',
    ...warnings.flatMap((warning) => [`**Warning**: ${cell(warning)}.`, '']),
    `Before it: ${stableVersion(status) ?? 'nothing'}. Traffic now: ${describeSplit(readBack)}.`,
    '',
    ...weightPlot(status),
    ...(verdicts.length === 0 ? ['No verdict was given.'] : verdictTable(verdicts)),
    '',
  ].join('\n');
}

/** How it ended, where no worker tells more; what kept it from starting. */
export const shortSummary = (sentence: string): string =>
  `### ${cell(sentence.split('\n', 1)[0] ?? '')}\n\n${sentence
    .split('\n')
    .slice(1)
    .map((line) => `    ${printable(line)}\n`)
    .join('')}`;

const verdictTable = (verdicts: RolloutStatus['verdicts']): string[] => [
  '| at (UTC) | weight | verdict | reason |',
  '| --- | ---: | --- | --- |',
  ...verdicts.map(
    ({ at, weight, kind, reason }) => `| ${at.slice(11, 19)} | ${weight} % | ${kind} | ${cell(reason)} |`,
  ),
];

/** A text of whoever wrote it: no HTML, no link, no image, and nothing that ends a cell. */
const cell = (text: string): string =>
  printable(text)
    .replace(/[|[\]`]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('\n', ' ');
