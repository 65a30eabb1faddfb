import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { partsOf } from '../images/ecr.ts';
import { recordName } from '../../workflows/rollout/names.ts';
import { arnOf, type Place } from './place.ts';
import type { Statement } from './statement.ts';

/** Keeping the service's record of its version. */
export const recordStatement = ({ environment, service }: RolloutPlan, place: Place): Statement => ({
  sid: 'VersionRecord',
  actions: ['ssm:GetParameter', 'ssm:PutParameter'],
  resources: [arnOf(place, 'ssm', `parameter/${recordName(environment, service)}`)],
});

/** Finding out what an image's tag stands for, where it is kept in ECR. */
export function imageStatements({ version }: RolloutPlan, { partition }: Place): Statement[] {
  const { region, registryId: account, repositoryName } = partsOf(version.image);
  if (region === undefined || account === undefined) return [];
  const place = { partition, region, account };
  return [
    {
      sid: 'Images',
      actions: ['ecr:DescribeImages'],
      resources: [arnOf(place, 'ecr', `repository/${repositoryName}`)],
    },
  ];
}
