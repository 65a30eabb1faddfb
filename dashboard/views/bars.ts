import { h, type JSX } from 'preact';
import type { EvidenceLevel } from '../model/evidence.ts';
import type { CanaryTraffic } from '../model/traffic.ts';
import { shortNumber } from './numbers.ts';

/** The canary's share of the traffic: what it got as a bar, what it was to get as a line in it. */
export function TrafficBar({ wanted, got }: CanaryTraffic): JSX.Element {
  const text = wanted === got ? `${got} %` : `${got} % of ${wanted} % wanted`;
  return h('div', { class: 'meter' }, [
    h('svg', { class: 'bar traffic', role: 'img', 'aria-label': `traffic of the canary: ${text}` }, [
      h('rect', { class: 'stable', width: '100%', height: '100%' }),
      h('rect', { class: 'canary', width: `${got}%`, height: '100%' }),
      wanted === got
        ? null
        : h('line', { class: 'wanted', x1: `${wanted}%`, x2: `${wanted}%`, y1: '0', y2: '100%' }),
    ]),
    h('span', { class: 'figure' }, [
      h('b', null, `${got} %`),
      wanted === got ? null : ` of ${wanted} % wanted`,
    ]),
  ]);
}

/** How near the evidence is to what convicts, on a logarithmic scale. */
export function EvidenceBar({ against, threshold, fraction, requests, failed }: EvidenceLevel): JSX.Element {
  const figure = `${shortNumber(against)} of ${shortNumber(threshold)}`;
  const level = fraction >= 1 ? 'convicts' : fraction >= 0.5 ? 'suspicious' : 'calm';
  return h('div', { class: 'meter' }, [
    h(
      'svg',
      { class: `bar evidence ${level}`, role: 'img', 'aria-label': `evidence against the canary: ${figure}` },
      [
        h('rect', { class: 'ground', width: '100%', height: '100%' }),
        h('rect', { class: 'level', width: `${(100 * fraction).toFixed(1)}%`, height: '100%' }),
        ...decades(threshold).map((at) =>
          h('line', { class: 'decade', x1: at, x2: at, y1: '0', y2: '100%' }),
        ),
      ],
    ),
    h('span', { class: 'figure' }, [
      h('b', null, shortNumber(against)),
      ` of ${shortNumber(threshold)}`,
      failed === undefined || requests === undefined
        ? null
        : h('span', { class: 'aside' }, `${shortNumber(failed)} of ${shortNumber(requests)} failed`),
    ]),
  ]);
}

/** Where 10, 100, … stand below the line that convicts. */
const decades = (threshold: number): string[] =>
  Array.from({ length: Math.max(0, Math.ceil(Math.log10(threshold)) - 1) }, (_, i) => {
    const at = (i + 1) / Math.log10(threshold);
    return `${(100 * at).toFixed(1)}%`;
  });
