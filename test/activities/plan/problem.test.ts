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
