import { stableVersion, type RolloutStatus } from '../../workflows/rollout/status.ts';
import { describeTraffic } from '../../workflows/rollout/traffic-split.ts';
import { wordOf } from '../../workflows/rollout/word-of.ts';
import type { Attempt, RolloutView } from '../rollouts/view.ts';
import { inWords } from './duration.ts';
import { latestEvidence } from './evidence-text.ts';

/** A rollout on a few lines. The second answers "why is it not moving?". */
export function statusText(view: RolloutView, now: Date): string {
  const { status } = view;
  const lines: [string, string | undefined][] = [
    ['', `${view.id}: ${headline(status)}`],
    ['waits for', waiting(view, now)],
    ['paused', status.outcome ? undefined : status.pausedFor],
    ['versions', versionsText(status)],
    ['traffic', describeTraffic(status.readBack, status.wanted)],
    [
      'last check',
      status.verdicts.at(-1) && `${status.verdicts.at(-1)?.kind}: ${status.verdicts.at(-1)?.reason}`,
    ],
    ['evidence', latestEvidence(view)],
    ['metrics', metricsLine(status)],
    ...status.commands.map(({ at, command, by, reason, verified }): [string, string] => [
      'asked',
      `${verified ? 'verified ' : ''}${command} by ${by} at ${at}: ${reason}`,
    ]),
    ...status.warnings.map((warning): [string, string] => ['warning', warning]),
    ['ended', status.outcome && `${wordOf(status.outcome.kind)}: ${status.outcome.reason}`],
  ];
  return lines
    .filter(([, text]) => text !== undefined)
    .map(([label, text]) => (label ? `  ${label.padEnd(10)}  ${text}` : text))
    .join('\n');
}

/** Both versions by their names; in place with the one that stable has in splits. */
export function versionsText(status: RolloutStatus): string {
  const { stable, stableRuns, canary } = status;
  const split = stableRuns === undefined ? '' : ` (${stable ?? 'nobody'} in splits)`;
  return `stable ${stableVersion(status) ?? 'none'}${split}, canary ${canary}`;
}

/** Phase and step, such as "baking, step 2 of 4 at 66 %, paused". */
export function headline({ phase, step, paused, outcome }: RolloutStatus): string {
  const where = step && !outcome ? `, step ${step.number} of ${step.of} at ${step.weight} %` : '';
  return `${wordOf(phase)}${where}${paused && !outcome ? ', paused' : ''}`;
}

/** What it waits for and until when, with the fault that is in the way, if there is one. */
export function waiting(
  { status: { waitsFor }, attempts }: Pick<RolloutView, 'status' | 'attempts'>,
  now: Date,
): string | undefined {
  if (waitsFor === undefined) return undefined;
  const until =
    waitsFor.until === undefined
      ? ''
      : `, until ${waitsFor.until} (${inWords(now, new Date(waitsFor.until))})`;
  return [`${waitsFor.what}${until}`, ...troubles(attempts)].join('; ');
}

/** What stands in the way, as sentences. */
export const troubles = (attempts: readonly Attempt[]): string[] => attempts.filter(isTrouble).map(trouble);

const isTrouble = ({ lastFailure }: Attempt): boolean => lastFailure !== undefined;

const trouble = ({ activity, attempt, lastFailure, isPatient }: Attempt): string =>
  isPatient ? `${lastFailure}` : `${activity}, attempt ${attempt}: ${lastFailure}`;

/** Whose numbers the last verdict is based on. */
function metricsLine({ verdicts }: RolloutStatus): string | undefined {
  const { source, queries } = verdicts.at(-1) ?? {};
  return source && `${source}${queries ? ` (its queries: ${queries.length}, shown by --output json)` : ''}`;
}
