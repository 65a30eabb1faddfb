import { statusText } from '../../../client/render/status-text.ts';
import type { RolloutView } from '../../../client/rollouts/view.ts';
import type { VerdictRecord } from '../../../workflows/rollout/status.ts';

const verdict: VerdictRecord = {
  kind: 'pass',
  reason: 'evidence: little against the canary',
  judge: 'evidence',
  window: { from: 0, to: 60 },
  numbers: {},
  at: '2026-01-01T00:01:00Z',
  weight: 10,
  ledTo: 'advance',
};

const viewAfter = (verdicts: VerdictRecord[]): RolloutView =>
  ({
    id: 'canary-rollout/test/cart',
    attempts: [],
    status: { phase: 'baking', canary: 'v2', wanted: [], readBack: [], commands: [], warnings: [], verdicts },
  }) as unknown as RolloutView;

const textAfter = (...verdicts: VerdictRecord[]) => statusText(viewAfter(verdicts), new Date(0));

it('says whose metrics the last verdict is based on, and how many queries the record holds', () => {
  const queries = ['sum(rate(rq[11s]))', 'sum(rate(rq{class="5"}[11s]))'];
  expect(textAfter(verdict, { ...verdict, source: 'envoy', queries })).toMatch(
    /^ {2}metrics {5}envoy \(its queries: 2, shown by --output json\)$/m,
  );
});

it('says whose metrics they are where nothing could be asked, and nothing before the first verdict', () => {
  expect(textAfter({ ...verdict, source: 'loadBalancer' })).toMatch(/^ {2}metrics {5}loadBalancer$/m);
  expect(textAfter()).not.toMatch(/metrics/);
});

const waitingFor = (attempt: object): string =>
  statusText(
    {
      ...viewAfter([]),
      status: { ...viewAfter([]).status, waitsFor: { what: 'v1 to be removed', until: undefined } },
      attempts: [{ activity: 'removeVersion', attempt: 26, verdict: undefined, ...attempt }],
    } as unknown as RolloutView,
    new Date(0),
  );

it('counts the attempts of what fails, not those by which it waits', () => {
  const isOnItsWay = { lastFailure: '2 tasks are left', isPatient: true };
  expect(waitingFor(isOnItsWay)).toContain('v1 to be removed; 2 tasks are left\n');
  expect(waitingFor({ lastFailure: 'AccessDenied', isPatient: false })).toContain(
    'v1 to be removed; removeVersion, attempt 26: AccessDenied\n',
  );
});

it('calls a service that stays by the version that it runs', () => {
  const view = viewAfter([]);
  const status = { ...view.status, stable: 'cart', stableRuns: 'v1' };
  expect(statusText({ ...view, status }, new Date(0))).toMatch(
    /^ {2}versions {4}stable v1 \(cart in splits\), canary v2$/m,
  );
});
