import type { RolloutStatus } from '../../workflows/rollout/status.ts';

/** A moment that the plots point out; epoch seconds. */
export interface PlotMark {
  readonly at: number;
  readonly kind: 'step' | 'command' | 'verdict';
  readonly text: string;
}

/** What changed the course of a rollout: new weights, what people asked for, and verdicts that ended it. */
export const marksOf = ({ weights, commands, verdicts, canary }: RolloutStatus): PlotMark[] =>
  [
    ...weights.map(({ at, split }): PlotMark => {
      const weight = split.find(({ version }) => version === canary)?.weight ?? 0;
      return { at: secondsOf(at), kind: 'step', text: `${weight} %` };
    }),
    ...commands
      .filter(({ refused }) => refused === undefined)
      .map(({ at, command, by }): PlotMark => ({
        at: secondsOf(at),
        kind: 'command',
        text: `${command} by ${by}`,
      })),
    ...verdicts
      .filter(({ ledTo }) => ledTo === 'rollBack')
      .map(({ at, kind }): PlotMark => ({ at: secondsOf(at), kind: 'verdict', text: kind })),
  ].sort((a, b) => a.at - b.at);

const secondsOf = (iso: string): number => Date.parse(iso) / 1000;
