import { deployJson } from '../../fakes/deploy-json.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';
import { describeProblems } from '../../../activities/plan/problem.ts';
import { settlePlan } from '../../../activities/plan/settle.ts';

it('does not show on a URL or a secret that stands where only its name belongs', () => {
  const url = 'https://hooks.example/services/T0/planted';
  const file = rolloutYaml({
    notifications: [{ name: 'team', kind: 'webhook', urlFrom: url, secretFrom: 'whsec_planted' }],
  });
  const settled = settlePlan(file);
  const text = settled.ok ? '' : describeProblems(settled.problems);
  expect(text).toContain('notifications.0.urlFrom: is not right: must be a variable of the worker');
  expect(text).toContain('notifications.0.secretFrom: is not right:');
  expect(text).not.toContain('planted');
});

describe('a field that there is not', () => {
  const unknown = (changes: object) => {
    const settled = settlePlan(rolloutYaml({ ...changes }));
    return settled.ok ? '' : describeProblems(settled.problems);
  };

  it.each<[string, object, string]>([
    [
      'letters in another order',
      { onDirft: 'pause' },
      'onDirft: there is no such field: did you mean onDrift?',
    ],
    [
      'another way to join words',
      { final_gate: {} },
      'final_gate: there is no such field: did you mean finalGate?',
    ],
    [
      'a field of limits',
      { limits: { drain: 5 } },
      'limits.drain: there is no such field: did you mean drainSeconds?',
    ],
    [
      'one within a list',
      { steps: [{ weight: 5, bakeSeconds: 60, gates: {} }] },
      'steps.0.gates: there is no such field: did you mean gate?',
    ],
    ['nothing like it', { canaryOfTheCoalMine: 1 }, 'canaryOfTheCoalMine: there is no such field'],
  ])('is told with the one that was meant: %s', (_what, changes, told) => {
    expect(unknown(changes)).toBe(told);
  });

  it('is told in the words of the other form as well', () => {
    const settled = settlePlan(deployJson({ FailureTresholdValue: 5 }));
    expect(settled).toMatchObject({
      problems: [
        {
          path: 'FailureTresholdValue',
          message: 'there is no such field: did you mean FailureThresholdValue?',
        },
      ],
    });
  });
});

it('says what is of another type in its own words', () => {
  const settled = settlePlan(
    rolloutYaml({ $schema: 7, steps: { auto: { growth: 'fast' } }, judge: { kind: 'evidence' } }),
  );
  expect(settled.ok ? '' : describeProblems(settled.problems)).toBe(
    '$schema: is 7: must be a text\nsteps.auto.growth: is "fast": must be a number',
  );
});

it.each<[string, object]>([
  ['a value', { version: { id: 'v2', image: 'cart:\u001b[2J' } }],
  ['a name', { tags: { 'a\u0000': 'x' } }],
  ['what turns the direction of a text', { tags: { team: 'a\u202eb' } }],
])('refuses control characters in %s, and shows none', (_what, changes) => {
  const settled = settlePlan(rolloutYaml({ ...changes }));
  const text = settled.ok ? '' : describeProblems(settled.problems);
  expect(text).toMatch(/control character.*\\u/);
  expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
});
