import { setCurrentDetails, type WorkflowInterceptors } from '@temporalio/workflow';
import type { RolloutStatus } from './rollout/status.ts';
import { describeSplit, sameTraffic } from './rollout/traffic-split.ts';

let shown: RolloutStatus | undefined;

/** Has Temporal's own pages tell where this rollout is from now on. Nothing of it is an event of the history. */
export function showOnPages(status: RolloutStatus): void {
  shown = status;
}

/** Shows what has changed. It is called whenever the rollout begins to wait; what changes in between has to do it itself. */
export function refreshPages(): void {
  if (shown !== undefined) setCurrentDetails(detailsOf(shown));
}

/** Names each activity and timer by what the rollout waits for, so that a timeline can be read. Loaded by the worker's bundle. */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleActivity: (input, next) => next({ ...input, options: summarized(input.options) }),
      startTimer: (input, next) => next({ ...input, options: summarized(input.options) }),
    },
  ],
});

function summarized<Options extends { readonly summary?: string }>(options?: Options) {
  refreshPages();
  const summary = shown?.waitsFor?.what;
  return { ...(summary !== undefined && { summary }), ...options };
}

/** A rollout in Markdown: where it is, what it waits for and until when, who serves, what was judged and asked last. */
export function detailsOf(status: RolloutStatus): string {
  const { phase, step, paused, held, waitsFor, stable, canary, wanted, readBack, outcome } = status;
  const verdict = status.verdicts.at(-1);
  const command = status.commands.at(-1);
  const where = [
    phase,
    step && !outcome && `step ${step.number} of ${step.of} at ${step.weight} %`,
    paused && !outcome && 'paused',
    held && !outcome && 'held: a person has to resume, promote or abort',
  ].filter((part) => typeof part === 'string');
  const rows: [string, string | undefined][] = [
    ['waits for', waitsFor && `${waitsFor.what}${waitsFor.until ? `, until ${waitsFor.until}` : ''}`],
    ['versions', `stable ${stable ?? 'none'}, canary ${canary}`],
    [
      'traffic',
      `${describeSplit(readBack)}${sameTraffic(wanted, readBack) ? '' : ` (wanted: ${describeSplit(wanted)})`}`,
    ],
    ['last check', verdict && `${verdict.kind}: ${verdict.reason}`],
    ['asked last', command && `${command.command} by ${command.by}: ${command.reason}`],
    ['ended', outcome && `${outcome.kind}: ${outcome.reason}`],
  ];
  const items = rows
    .filter(([, text]) => text !== undefined)
    .map(([label, text = '']) => `- ${label}: ${plain(text)}`);
  return [`**${where.join(', ')}**`, '', ...items].join('\n');
}

/** What people and AWS wrote is text, whatever it looks like. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>#|!]/g, '\\$&').replace(/\s+/g, ' ');
