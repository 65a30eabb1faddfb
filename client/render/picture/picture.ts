import { wordOf } from '../../../workflows/rollout/word-of.ts';
import { stableVersion, type RolloutStatus } from '../../../workflows/rollout/status.ts';
import { sameTraffic } from '../../../workflows/rollout/traffic-split.ts';
import type { RolloutView } from '../../rollouts/view.ts';
import { evidenceText, watchedVerdict } from '../evidence-text.ts';
import { nextCommands } from '../next-commands.ts';
import { troubles } from '../status-text.ts';
import { bar, evidenceFraction } from './bar.ts';
import { localTime } from './clock.ts';
import { fitted, type Line, type Paint, type Style } from './line.ts';
import { stepLines } from './step-lines.ts';

/** What a picture is drawn on. */
export interface Sheet {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
  /** The reader's, unless given. */
  readonly timeZone?: string;
}

/**
 * A rollout as a person watches it: the countdown and what it waits for, its steps, traffic, evidence and tasks, what has happened,
 * and what can be typed next. No line is longer than the sheet is wide, and there are fewer than it has rows.
 *
 * @param trouble why the view is not of this moment, if it is not
 */
export function picture(view: RolloutView, now: Date, sheet: Sheet, trouble?: string): string[] {
  const { status } = view;
  const above: Line[] = [
    title(status, now),
    ...waits(view, now, sheet),
    ...(trouble === undefined ? [] : [[{ text: `! ${trouble}`, style: 'red' } as const]]),
    [],
    ...stepLines(status, now, sheet.columns),
    ...(status.steps.length > 0 ? [[]] : []),
    ...facts(view, sheet),
  ];
  const below: Line[] = [
    ...status.warnings.map((text): Line => [{ text: ` warning   ${text}`, style: 'yellow' }]),
    ...next(status),
  ];
  const room = Math.max(0, sheet.rows - above.length - below.length - 3);
  const events = eventLines(status, now, sheet, Math.min(EVENTS, room));
  const lines = [...above, ...(events.length > 0 ? [[], ...events] : []), [], ...below];
  return lines.slice(0, sheet.rows - 1).map((line) => fitted(line, sheet.columns, sheet.paint));
}

const EVENTS = 6;

/** The countdown stands first: it is what changes, and what is never cut off. */
function title(status: RolloutStatus, now: Date): Line {
  const { environment, service, canary, phase, step, paused, outcome, waitsFor } = status;
  const stable = stableVersion(status);
  const left = waitsFor?.until === undefined ? undefined : secondsUntil(waitsFor.until, now);
  const where = step && !outcome ? `, step ${step.number} of ${step.of}` : '';
  return [
    ...(left === undefined ? [] : [{ text: `${countdown(left)}  `, style: 'bold' } as const]),
    { text: `${wordOf(phase)}${where}${paused && !outcome ? ', paused' : ''}`, style: colourOf(status) },
    `  ${environment}/${service}  `,
    { text: `${stable === undefined ? '' : `${stable} → `}${canary}`, style: 'dim' },
  ];
}

const secondsUntil = (moment: string, now: Date): number =>
  Math.round((Date.parse(moment) - now.getTime()) / 1000);

/** Such as 4:05 and 1:04:05; a moment that has gone by counts as now. */
function countdown(seconds: number): string {
  const left = Math.max(0, seconds);
  const two = (amount: number) => `${amount}`.padStart(2, '0');
  const [hours, minutes] = [Math.floor(left / 3600), Math.floor(left / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}

function colourOf({ phase, held, paused }: RolloutStatus): Style {
  switch (phase) {
    case 'starting':
    case 'deploying':
    case 'baking':
    case 'committing':
      return held || paused ? 'yellow' : 'cyan';
    case 'promoted':
    case 'reconciled':
      return 'green';
    case 'rollingBack':
    case 'rolledBack':
    case 'aborted':
    case 'refused':
      return 'red';
  }
}

function waits({ status, attempts }: RolloutView, now: Date, { timeZone }: Sheet): Line[] {
  const { waitsFor, outcome } = status;
  if (outcome) return [[outcome.reason]];
  if (waitsFor === undefined) return [];
  const until =
    waitsFor.until === undefined ? '' : ` (until ${localTime(new Date(waitsFor.until), now, timeZone)})`;
  return [
    [`waits for ${waitsFor.what}${until}`],
    ...troubles(attempts).map((text): Line => [{ text: `  ${text}`, style: 'yellow' }]),
  ];
}

function facts(view: RolloutView, { columns }: Sheet): Line[] {
  const { status } = view;
  const width = Math.max(10, Math.min(40, columns - 45));
  return [...trafficLines(status, width), ...evidenceLines(view, width), ...taskLines(status)];
}

function trafficLines({ readBack, wanted, canary, stable }: RolloutStatus, width: number): Line[] {
  if (readBack.length === 0) return [];
  const weightIn = (split: typeof readBack) => split.find(({ version }) => version === canary)?.weight ?? 0;
  const weight = weightIn(readBack);
  const others = readBack
    .filter(({ version, weight: share }) => version !== canary && version !== stable && share > 0)
    .map(({ version, weight: share }) => `, ${version} ${share} %`)
    .join('');
  const wish = wanted.length === 0 || sameTraffic(wanted, readBack) ? '' : ` (wanted: ${weightIn(wanted)} %)`;
  return [
    [
      ' traffic   ',
      ...bar(weight / 100, width, 'cyan'),
      ` ${canary} ${weight} %`,
      { text: `${wish}${others}`, style: 'yellow' },
    ],
  ];
}

function evidenceLines(view: RolloutView, width: number): Line[] {
  const verdict = watchedVerdict(view) ?? view.status.verdicts.at(-1);
  if (verdict === undefined) return [];
  const { M, threshold = NaN, canaryRequests, canaryErrors } = verdict.numbers;
  if (M === undefined) return [[` check     ${verdict.kind}: ${evidenceText(verdict)}`]];
  const fraction = evidenceFraction(M, threshold);
  const style = fraction < 0.5 ? 'green' : fraction < 1 ? 'yellow' : 'red';
  return [
    [
      ' evidence  ',
      ...bar(fraction, width, style),
      ` ${M >= 100 ? M.toFixed(0) : M.toPrecision(2)} of ${threshold} against the canary`,
    ],
    [{ text: ` requests  ${canaryErrors} of ${canaryRequests} of the canary's failed`, style: 'dim' }],
  ];
}

const taskLines = ({ healthyTasks }: RolloutStatus): Line[] =>
  healthyTasks.length === 0
    ? []
    : [
        [
          ' tasks     ',
          ...healthyTasks.flatMap(({ version, healthy }, i): Line => [
            i > 0 ? '   ' : '',
            { text: `${version} ${healthy} healthy`, style: healthy === 0 ? 'red' : 'green' },
          ]),
        ],
      ];

function eventLines({ events }: RolloutStatus, now: Date, { timeZone }: Sheet, room: number): Line[] {
  return (room > 0 ? events.slice(-room) : []).map(({ at, what, times = 1, latest = at }) => [
    { text: ` ${localTime(new Date(latest), now, timeZone)}  `, style: 'dim' },
    `${what}${times > 1 ? ` (${times} times)` : ''}`,
  ]);
}

function next(status: RolloutStatus): Line[] {
  const [first, ...others] = nextCommands(status);
  if (first === undefined) return [];
  return [
    [' next      ', { text: first, style: 'bold' }],
    ...others.map((command): Line => [`           ${command}`]),
  ];
}
