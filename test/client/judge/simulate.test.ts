import { canaryTable } from '../../../client/judge/canary-table.ts';
import { parseRecorded } from '../../../client/judge/recorded.ts';
import { describeReplay, replay } from '../../../client/judge/replay.ts';
import { simulate } from '../../../client/judge/simulate.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { evidenceDefaults } from '../../../workflows/rollout/judge/evidence-config.ts';

const plan: RolloutPlan = {
  environment: 'test',
  service: 'api',
  version: { id: 'v2', image: 'api:v2' },
  driver: {
    kind: 'weighted',
    router: {
      kind: 'appMesh',
      mesh: 'm',
      virtualRouter: 'r',
      route: 'r',
      protocol: 'http',
      nodePrefix: 'api',
    },
    provisioner: {
      kind: 'cloudFormation',
      owner: { environment: 'shop', service: 'cart' },
      stackPrefix: 'api',
      templateBody: '{}',
      parameters: {},
      capabilities: [],
    },
  },
  metrics: {
    kind: 'containerInsights',
    cluster: 'c',
    family: 'f',
    mesh: 'm',
    nodePrefix: 'api',
    protocol: 'http',
    port: 80,
    periodSeconds: 10,
  },
  steps: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((weight) => ({
    weight,
    bakeSeconds: weight === 100 ? 300 : 60,
  })),
  judge: { kind: 'errorCount', threshold: 0, windowSeconds: 600 },
  onInconclusive: 'pause',
  onDrift: 'pause',
  limits: {
    readySeconds: 600,
    extensionSeconds: 600,
    holdSeconds: 600,
    rolloutSeconds: 86_400,
    cleanUpSeconds: 600,
    drainSeconds: 30,
  },
};
/** Behind a load balancer, where versions may begin with fewer tasks than stable has. */
function balanced(tasks: { readonly tasks?: number }): RolloutPlan {
  const behind = {
    owner: { environment: 'test', service: 'api' },
    rule: { arn: 'arn:aws:elasticloadbalancing:eu-west-1:1:listener-rule/app/a/1/2/3' },
  };
  return {
    ...plan,
    driver: {
      kind: 'weighted',
      router: { kind: 'alb', ...behind },
      provisioner: {
        kind: 'ecs',
        cluster: 'c',
        service: 'api',
        image: 'api:v2',
        environment: {},
        ...behind,
        ...tasks,
      },
    },
    metrics: { kind: 'loadBalancer', periodSeconds: 60, ...behind },
  };
}
const some = { plan, runs: 12, baselineErrorRate: 0.001 };

describe('a forecast', () => {
  it('tells that evidence promotes a healthy version and stops a bad one', () => {
    const [healthy, , fivePoints, broken] = simulate({
      ...some,
      judge: evidenceDefaults,
      requestsPerSecond: 10,
    });
    // Steps and final bake, and the agent's metrics of its end.
    expect(healthy).toMatchObject({ rolledBack: 0, promoted: 1, durationSeconds: 9 * 60 + 300 + 15 });
    expect(fivePoints).toMatchObject({ rolledBack: 1 });
    // A bucket, the lag of the agent's metrics, and another bucket.
    expect(broken?.detectionSeconds?.p95).toBeLessThanOrEqual(35);
  });

  it('tells that a count of errors stops healthy versions of a busy service', () => {
    const [healthy] = simulate({ ...some, judge: plan.judge, requestsPerSecond: 100 });
    expect(healthy?.rolledBack).toBeGreaterThan(0.9);
  });

  it('tells beforehand that rare requests prove nothing', () => {
    const forecasts = simulate({ ...some, judge: evidenceDefaults, requestsPerSecond: 0.02 });
    expect(forecasts[0]).toMatchObject({ rolledBack: 0, undecided: 1 });
    expect(canaryTable(forecasts)).toContain('too little to prove');
  });

  it('is the same for the same seed', () => {
    const options = { ...some, judge: evidenceDefaults, requestsPerSecond: 1, runs: 5, seed: 7 };
    expect(simulate(options)).toEqual(simulate(options));
    expect(simulate(options)).not.toEqual(simulate({ ...options, seed: 8 }));
  });
});

describe('a replay of recorded buckets', () => {
  const header = 't0,t1,weight,stable_requests,stable_errors,canary_requests,canary_errors';
  const rows = (errors: (i: number) => number | '') =>
    Array.from({ length: 90 }, (_, i) => `${10 * i},${10 * i + 10},10,90,0,10,${errors(i)}`).join('\n');

  it('tells when and why the plan would have rolled back', () => {
    const recorded = parseRecorded(`${header}\n${rows((i) => (i < 30 ? 0 : 5))}\n`);
    const turns = replay(plan, evidenceDefaults, recorded);
    expect(turns.at(-1)).toMatchObject({ seconds: 320, weight: 10, wish: { kind: 'rollBack' } });
    expect(describeReplay(turns)).toMatch(
      /320 s {2}at 10 %: roll back: evidence: evidence against the canary is (\d+|over a million)/,
    );
  });

  it('reads the same from JSON lines as from CSV', () => {
    const csv = `${header}\n0,10,10,90,1,10,0\n10,20,10,,,10,0\n`;
    const lines = [
      {
        type: 'bucket',
        t0: 0,
        t1: 10,
        weight: 10,
        stable: { requests: 90, errors: 1 },
        canary: { requests: 10, errors: 0 },
      },
      { type: 'bucket', t0: 10, t1: 20, weight: 10, stable: null, canary: { requests: 10, errors: 0 } },
    ];
    expect(parseRecorded(lines.map((line) => JSON.stringify(line)).join('\n'))).toEqual(parseRecorded(csv));
  });

  it('reads files that begin with a byte order mark or an empty line, end lines with CR LF, and are in disorder', () => {
    const csv = `\uFEFF${header}\r\n10,20,10,80,0,10,0\r\n0,10,10,90,1,10,0\r\n`;
    const lines = [
      '',
      '{"type":"bucket","t0":10,"t1":20,"weight":10,"stable":{"requests":80,"errors":0},"canary":{"requests":10,"errors":0},"note":1}',
      '{"type":"tick","now":20,"weight":10}',
      '{"type":"bucket","t0":0,"t1":10,"weight":10,"stable":{"requests":90,"errors":1},"canary":{"requests":10,"errors":0}}',
    ];
    const recorded = parseRecorded(csv);
    expect(recorded.buckets.map(({ bucket }) => bucket.from)).toEqual([0, 10]);
    expect(parseRecorded(lines.join('\n'))).toEqual(recorded);
  });

  it('goes by the lag and the first deployment that the record tells of', () => {
    const scenario = { type: 'scenario', bucket_s: 10, lag_s: 20, first_deployment: true, bounds_ms: null };
    const buckets = Array.from({ length: 40 }, (_, i) => ({
      type: 'bucket',
      t0: 1000 + 10 * i,
      t1: 1010 + 10 * i,
      weight: 100,
      stable: null,
      canary: { requests: 100, errors: 0 },
    }));
    const record = [scenario, ...buckets].map((line) => JSON.stringify(line)).join('\n');
    const turns = replay(plan, evidenceDefaults, parseRecorded(record));
    expect(turns[0]).toMatchObject({ seconds: 30, wish: { kind: 'weight', weight: 100 } });
    expect(turns.at(-1)).toMatchObject({ seconds: 320, wish: { kind: 'promote' } });
  });

  it('knows that new tasks may be slow after each rise of the weight, where tasks grow with it', () => {
    const counts = (requests: number, fast: number) => ({
      requests,
      errors: 0,
      le: [fast * requests, (1 - fast) * requests, 0],
    });
    const usual = 0.5;
    const bucket = (t0: number, weight: number) => ({
      type: 'bucket',
      t0,
      t1: t0 + 10,
      weight,
      stable: counts(1000 - 10 * weight, usual),
      // The tasks that the second step adds are slow for half a minute.
      canary: counts(10 * weight, t0 >= 120 && t0 < 150 ? 0.1 : usual),
    });
    const lines = [
      { type: 'scenario', bucket_s: 10, lag_s: 0, first_deployment: false, bounds_ms: [50, 100] },
      ...Array.from({ length: 60 }, (_, i) => ({
        type: 'history',
        t0: 10 * i - 600,
        t1: 10 * i - 590,
        stable: counts(1000, usual),
      })),
      ...Array.from({ length: 24 }, (_, i) => bucket(10 * i, i < 12 ? 10 : 20)),
    ];
    const record = parseRecorded(lines.map((line) => JSON.stringify(line)).join('\n'));
    const ends = [{}, { tasks: 1 }].map(
      (tasks) => replay(balanced(tasks), evidenceDefaults, record).at(-1)?.wish.kind,
    );
    expect(ends).toEqual(['rollBack', 'weight']);
  });

  it('replays the buckets of two days', () => {
    const long = Array.from({ length: 17_280 }, (_, i) => `${10 * i},${10 * i + 10},10,90,0,10,0`);
    const recorded = parseRecorded([header, ...long].join('\n'));
    expect(recorded.buckets).toHaveLength(17_280);
    expect(replay(plan, evidenceDefaults, recorded).map(({ wish }) => wish.kind)).not.toContain('rollBack');
  });

  it('asks a judge that waits for the end of the bake from then on, where the record stays at its weight', () => {
    const recorded = parseRecorded(`${header}\n${rows((i) => (i === 13 ? 1 : 0))}`);
    expect(replay(plan, plan.judge, recorded).at(-1)).toMatchObject({
      seconds: 140,
      wish: { kind: 'rollBack' },
    });
  });

  it.each([
    ['a bad cell', `${header}\n0,10,10,90,0,10,x`, 'line 2: canary.errors'],
    ['other columns', 'a,b\n1,2', 'line 1: the columns must be t0,t1'],
    ['a row that was cut off', `${header}\n0,10,10,90`, 'line 2: 4 cells for 7 columns'],
    [
      'a histogram of another length',
      '{"type":"scenario","bucket_s":10,"lag_s":0,"bounds_ms":[10,100]}\n\n{"type":"bucket","t0":0,"t1":10,"weight":10,"canary":{"requests":1,"errors":0,"le":[1]}}',
      'line 3: le: 1 entries for 2',
    ],
    ['a bad line of JSON', '{"type":"tick","now":1,"weight":10}\n{', 'line 2: not JSON'],
  ])('names the line of %s', (_, text, message) => {
    expect(() => parseRecorded(text)).toThrow(message);
  });
});
