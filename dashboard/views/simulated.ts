import { h, type JSX } from 'preact';
import { durationText } from '../../client/render/duration.ts';
import type { SimulatedModel } from '../model/plan.ts';
import { shortNumber } from './numbers.ts';

type SimulatedCanary = SimulatedModel['canaries'][number];

/** What became of simulated rollouts: of an equally good version first, then of bad ones. */
export const Simulated = ({
  simulated: { traffic, isMeasured, runs, canaries },
}: {
  readonly simulated: SimulatedModel;
}): JSX.Element =>
  h('section', { class: 'simulated', 'aria-label': 'Simulation' }, [
    h('h2', null, `${runs} simulated rollouts of each version`),
    h('p', { class: 'reason' }, [
      isMeasured
        ? 'By the requests of the last hour and the failures of the last day: '
        : "The service's traffic is not known, so this is a guess: ",
      `${shortNumber(traffic.requestsPerSecond)} requests a second, of which ${percent(traffic.errorRate)} fail.`,
    ]),
    h('div', { class: 'table', tabIndex: 0, role: 'region', 'aria-label': 'Simulated versions' }, [
      h('table', null, [
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            COLUMNS.map((name) => h('th', { scope: 'col' }, name)),
          ),
        ),
        h('tbody', null, canaries.map(row)),
      ]),
    ]),
  ]);

const COLUMNS = [
  'requests that fail',
  'promoted',
  'rolled back',
  'undecided',
  'rolled back after (median)',
  'failed requests until then',
  'ends after (median)',
];

const row = (canary: SimulatedCanary, i: number): JSX.Element =>
  h('tr', null, [
    h('td', null, [percent(canary.canaryErrorRate), i === 0 ? ' (as stable)' : '']),
    h('td', null, percent(canary.promoted)),
    h('td', null, percent(canary.rolledBack)),
    h('td', null, percent(canary.undecided)),
    h(
      'td',
      null,
      canary.detectionSeconds ? durationText(Math.ceil(canary.detectionSeconds.median)) : 'never',
    ),
    h('td', null, shortNumber(canary.failedRequests)),
    h('td', null, durationText(Math.ceil(canary.durationSeconds))),
  ]);

const percent = (share: number): string => `${+(100 * share).toFixed(2)} %`;
