import type { RolloutStatus } from '../../../workflows/rollout/status.ts';
import { approvers, type Step } from '../../../workflows/rollout/steps.ts';
import { durationText } from '../duration.ts';
import { bar } from './bar.ts';
import type { Line, Styled } from './line.ts';

/** More steps than that are folded around the one under way. */
const SHOWN = 7;

/** The steps done, the one under way and those to come, one a line. */
export function stepLines(status: RolloutStatus, now: Date, columns: number): Line[] {
  const { steps } = status;
  const under = underWay(status);
  const from = Math.max(0, Math.min(under - 3, steps.length - SHOWN));
  const shown = steps.slice(from, from + SHOWN);
  const after = steps.length - from - shown.length;
  return [
    ...(from > 0 ? [folded(`${from} before`)] : []),
    ...shown.map((step, i) => stepLine(status, step, from + i, now, columns)),
    ...(after > 0 ? [folded(`${after} more`)] : []),
  ];
}

const folded = (text: string): Line => [{ text: `   … ${text}`, style: 'dim' }];

/** Index of the step under way; before the first one -1, after the last one their number. */
function underWay({ step, steps, phase }: RolloutStatus): number {
  if (phase === 'promoted' || phase === 'committing') return steps.length;
  return step === undefined ? -1 : step.number - 1;
}

function stepLine(status: RolloutStatus, step: Step, index: number, now: Date, columns: number): Line {
  const under = underWay(status);
  const what = `${`${step.weight} %`.padEnd(6)}  ${durationText(step.bakeSeconds).padEnd(12)}`;
  if (index < under) return [' ', { text: '✔', style: 'green' }, ` ${what}`, ...judged(status, step)];
  if (index > under) return [{ text: ` ○ ${what}${asks(step)}`, style: 'dim' }];
  if (status.phase !== 'baking')
    return [' ', { text: '✖', style: 'red' }, ` ${what}`, ...judged(status, step)];
  return [
    ' ',
    { text: '●', style: 'cyan' },
    ' ',
    { text: what, style: 'bold' },
    ...baked(status, now, columns),
  ];
}

const asks = ({ gate }: Step): string => (gate === undefined ? '' : `then asks ${approvers(gate)}`);

function judged({ verdicts }: RolloutStatus, { weight }: Step): Line {
  const kind = verdicts.findLast((verdict) => verdict.weight === weight)?.kind;
  if (kind === undefined) return [];
  return [{ text: kind, style: kind === 'pass' ? 'green' : kind === 'fail' ? 'red' : 'yellow' }];
}

/** How much of its time the present weight has been watched. */
function baked({ step, waitsFor, held, paused }: RolloutStatus, now: Date, columns: number): Styled[] {
  const mark: Styled[] = held || paused ? [{ text: `  ${held ? 'held' : 'paused'}`, style: 'yellow' }] : [];
  if (step === undefined || waitsFor?.until === undefined || held) return mark;
  const leftSeconds = (Date.parse(waitsFor.until) - now.getTime()) / 1000;
  return [...bar(1 - leftSeconds / step.bakeSeconds, columns < 72 ? 10 : 20, 'cyan'), ...mark];
}
