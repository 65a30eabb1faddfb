import type { RolloutPlan } from '../../workflows/rollout/plan.ts';

/** What is looked at before a rollout and stands in its file, as each form of file calls it. */
const NAMES = {
  rolloutYaml: { image: 'version.image', provisioner: 'provisioner', metrics: 'metrics' },
  deployJson: { image: 'ContainerImage', provisioner: 'CanaryTemplate', metrics: 'Metrics' },
} as const;

/** The names of a plan's fields in the file that it was settled from. */
export const fieldNames = ({ form, driver }: Pick<RolloutPlan, 'form' | 'driver'>) =>
  driver.kind === 'ecsNative'
    ? ({ ...NAMES.rolloutYaml, provisioner: 'driver' } as const)
    : NAMES[form ?? 'rolloutYaml'];
