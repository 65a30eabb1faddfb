import { setCurrentDetails, type WorkflowInterceptors } from '@temporalio/workflow';
import { stableVersion, type RolloutStatus } from './rollout/status.ts';
import { asMarkdown, asSummary } from './rollout/markdown.ts';
import { describeTraffic } from './rollout/traffic-split.ts';
import { wordOf } from './rollout/word-of.ts';

/** A worker's rollouts share their modules, but each has a global object of its own. */
const own = globalThis as { shownStatus?: RolloutStatus };

/** Has Temporal's own pages, and the worker's log, tell where this rollout is from now on. Nothing of it is an event of the history. */
export function showOnPages(status: RolloutStatus): void {
  own.shownStatus = status;
}

/**
 * Shows what each activation of the workflow came to, and names activities and timers by what the rollout waits for, so that a
 * timeline can be read. Loaded by the worker's bundle.
 */
export const interceptors = (): WorkflowInterceptors => ({
  internals: [
    {
      concludeActivation: (input, next) => {
        if (own.shownStatus !== undefined) setCurrentDetails(detailsOf(own.shownStatus));
        return next(input);
      },
    },
  ],
  outbound: [
    {
      scheduleActivity: (input, next) => next({ ...input, options: { ...summary(), ...input.options } }),
      getLogAttributes: (input, next) => next({ ...input, ...logFields() }),
      startTimer: (input, next) => next({ ...input, options: { ...summary(), ...input.options } }),
    },
  ],
});

/** Which rollout a line of the log is of, and where it was then. */
function logFields(): Readonly<Record<string, string | number>> {
  if (own.shownStatus === undefined) return {};
  const { environment, service, canary: version, phase, step } = own.shownStatus;
  return { environment, service, version, phase, ...(step && { weight: step.weight }) };
}

function summary(): { readonly summary?: string } {
  const waitsFor = own.shownStatus?.waitsFor?.what;
  return waitsFor === undefined ? {} : { summary: asSummary(waitsFor) };
}

/** A rollout in Markdown: where it is, what it waits for and until when, who serves, what was judged and asked last. */
function detailsOf(status: RolloutStatus): string {
  const { phase, step, paused, held, waitsFor, canary, wanted, readBack, outcome } = status;
  const verdict = status.verdicts.at(-1);
  const command = status.commands.at(-1);
  const where = [
    wordOf(phase),
    step && !outcome && `step ${step.number} of ${step.of} at ${step.weight} %`,
    paused && !outcome && 'paused',
    held && !outcome && 'held: a person has to resume, promote or abort',
  ].filter((part) => typeof part === 'string');
  const rows: [string, string | undefined][] = [
    ['waits for', waitsFor && `${waitsFor.what}${waitsFor.until ? `, until ${waitsFor.until}` : ''}`],
    ['versions', `stable ${stableVersion(status) ?? 'none'}, canary ${canary}`],
    ['traffic', describeTraffic(readBack, wanted)],
    ['last check', verdict && `${verdict.kind}: ${verdict.reason}`],
    ['asked last', command && `${command.command} by ${command.by}: ${command.reason}`],
    ['ended', outcome && `${wordOf(outcome.kind)}: ${outcome.reason}`],
  ];
  const items = rows
    .filter(([, text]) => text !== undefined)
    .map(([label, text = '']) => `- ${label}: ${asMarkdown(text)}`);
  return [`**${where.join(', ')}**`, '', ...items].join('\n');
}
