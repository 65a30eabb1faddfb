import { brokenByHealth, brokenPromises, servesAlone, type Done } from '../../../infra/demo/expectations.ts';
import { canarySpan, type Second } from '../../../infra/demo/record.ts';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

interface Told {
  readonly exitCode: number;
  readonly reason?: string;
  /** Weights of the canary, second by second from 100. */
  readonly weights: readonly number[];
  readonly seconds?: readonly Second[];
  readonly after?: Partial<Done['after']>;
}

/** A deployment of a version between seconds 100 and 130, after which version two serves unless told otherwise. */
function done(sha: string, { exitCode, reason = '', weights, seconds = [], after = {} }: Told): Done {
  const status = {
    outcome: { kind: exitCode === 0 ? 'promoted' : 'rolledBack', reason },
    verdicts: [],
    weights: weights.map((weight, i) => ({ at: iso(100 + i), split: [{ version: sha, weight }] })),
  } as unknown as RolloutStatus;
  return {
    build: { sha, image: `api:${sha}`, file: '' },
    after: { serving: ['two'], existing: ['two'], recordedImage: 'api:two', ...after },
    record: {
      title: sha,
      story: '',
      judge: 'errorCount',
      version: sha,
      exitCode,
      status,
      from: 100,
      to: 130,
      seconds,
      evidence: [],
      pictures: [],
    },
  };
}

const answered = (at: number, version: string, errors = 0): Second => ({
  at,
  versions: { [version]: { requests: 10, errors } },
});

const two = done('two', { exitCode: 0, weights: [0, 20, 100], seconds: [answered(101, 'two')] });
const three = done('three', { exitCode: 3, weights: [0, 20, 0], seconds: [answered(101, 'three', 10)] });
const unhealthy = { exitCode: 3, reason: 'failed ELB health checks', weights: [0] };

describe('what the demo promised of a promotion and a rollback', () => {
  it('is kept when AWS says that version two alone serves, exists and is recorded', () => {
    expect(brokenPromises(two, three)).toEqual([]);
  });

  it.each<[string, Partial<Done['after']>]>([
    ['its targets are not healthy', { serving: ['two (healthy, unhealthy)'] }],
    ['another version has traffic', { serving: ['two', 'three'] }],
    ['another version is left', { existing: ['two', 'three'] }],
    ['another image is recorded', { recordedImage: 'api:three' }],
  ])('is broken when %s', (_what, after) => {
    const left = { ...three, after: { ...three.after, ...after } };
    expect(servesAlone(left, two)).toBe(false);
    expect(brokenPromises(two, left)).toEqual([
      'version two serves on alone, and nothing of version three is left',
    ]);
  });

  it('is broken when requests fail beyond the rollback', () => {
    const seconds = [...three.record.seconds, answered(104, 'three', 1)];
    const late = done('three', { exitCode: 3, weights: [0, 20, 0], seconds });
    expect(brokenPromises(two, late)).toEqual(['no request failed once version three had lost its traffic']);
  });
});

describe('what the demo promised of a version that never gets healthy', () => {
  it('is kept when it is rolled back for that, without any traffic', () => {
    expect(brokenByHealth(two, done('six', unhealthy))).toEqual([]);
  });

  it.each<[string, Told, string[]]>([
    ['it had traffic', { ...unhealthy, weights: [0, 20, 0] }, ['it never had any traffic']],
    ['it was promoted', { ...unhealthy, exitCode: 0 }, ['a version that never gets healthy was rolled back']],
    [
      'the reason is another',
      { ...unhealthy, reason: 'aborted' },
      ['for its health checks, as the rollout says'],
    ],
    [
      'a request failed',
      { ...unhealthy, seconds: [answered(110, 'two', 1)] },
      ['no request failed meanwhile'],
    ],
  ])('is broken when %s', (_what, told, promises) => {
    expect(brokenByHealth(two, done('six', told))).toEqual(promises);
  });
});

describe('the time in which a canary has traffic', () => {
  it('ends with its rollback', () => {
    expect(canarySpan(three.record)).toEqual({ from: 101, to: 102 });
  });

  it('has no end where it hands its traffic over to the service that it was promoted to', () => {
    const handedOver = done('two', { exitCode: 0, weights: [0, 20, 100, 0] });
    expect(canarySpan(handedOver.record)).toEqual({ from: 101, to: undefined });
  });
});
