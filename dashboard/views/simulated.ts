import { h, type JSX } from 'preact';
import { durationText } from '../../client/render/duration.ts';
import type { SimulatedModel } from '../model/plan.ts';
import { shortNumber } from './numbers.ts';

type SimulatedCanary = SimulatedModel['canaries'][number];

/** What became of simulated rollouts: of an equally good version first, then of bad ones. */
export const Simulated = ({ simulated }: { readonly simulated: SimulatedModel }): JSX.Element =>
  h('section', { class: 'simulated', 'aria-label': 'Simulation' }, [
    h('h2', null, `${simulated.runs} simulated rollouts of each version`),
    h('p', { class: 'reason' }, basisText(simulated)),
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
        h('tbody', null, simulated.canaries.map(row)),
      ]),
    ]),
  ]);

function basisText({ traffic, hours, isMeasured }: SimulatedModel): string {
  const rates = hours.map(({ requestsPerSecond }) => requestsPerSecond);
  const mean = `${shortNumber(traffic.requestsPerSecond)} requests a second`;
  const failing = `of which ${percent(traffic.errorRate)} fail`;
  if (!isMeasured) return `The service's traffic is not known, so this is a guess: ${mean}, ${failing}.`;
  if (rates.length === 0)
    return `The metrics tell of no whole hour yet, so this is by the last one, as far as they do: ${mean}, ${failing}.`;
  const known = rates.length === 1 ? '1 whole hour' : `${rates.length} whole hours`;
  const [least, most] = [Math.min(...rates), Math.max(...rates)].map(shortNumber);
  return `By the traffic of the last day, of which the metrics tell ${known}: ${mean} on a mean, ${least} in the quietest hour and ${most} in the busiest, ${failing}. The rollouts begin at times spread over it.`;
}

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
