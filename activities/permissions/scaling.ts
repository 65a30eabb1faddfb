import type { Owner } from '../../workflows/rollout/owner.ts';
import { isOwners } from './owner-conditions.ts';
import { arnOf, type Place } from './place.ts';
import { ecsServiceArns, type ServiceNames } from './ecs-services.ts';
import { withoutResources, type Statement } from './statement.ts';

const TARGET_TAGS = ['TagResource', 'UntagResource', 'ListTagsForResource'] as const;

/**
 * Holding scale-in of services and letting go of it.
 *
 * @param owner whose services alone it may be; any of these names where somebody else runs them
 */
export const holdStatements = (
  { cluster, names }: ServiceNames,
  place: Place,
  owner?: Owner,
): Statement[] => [
  withoutResources('application-autoscaling:DescribeScalableTargets'),
  {
    sid: 'ScaleIn',
    actions: ['application-autoscaling:RegisterScalableTarget'],
    resources: scalableTargets(place),
    condition: OF_ECS,
    wide: true,
  },
  {
    sid: 'ScaleInTags',
    actions: TARGET_TAGS.map((action) => `application-autoscaling:${action}`),
    resources: scalableTargets(place),
    wide: true,
  },
  {
    sid: 'Scaling',
    // Application Auto Scaling asks this, and to update it, of whoever registers a target.
    actions: ['ecs:DescribeServices'],
    resources: ecsServiceArns(place, cluster, names),
  },
  {
    sid: owner === undefined ? 'ServicesGiven' : 'ServicesOfVersions',
    actions: ['ecs:UpdateService'],
    resources: ecsServiceArns(place, cluster, names),
    ...(owner && { condition: isOwners(owner) }),
  },
];

/** Copying scaling policies, their alarms and scheduled actions to the service that replaces another one. */
export const handOverStatements = (place: Place): Statement[] => [
  withoutResources(
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:DescribeScheduledActions',
  ),
  {
    sid: 'ScaleIn',
    actions: ['application-autoscaling:PutScalingPolicy', 'application-autoscaling:PutScheduledAction'],
    resources: scalableTargets(place),
    condition: OF_ECS,
    wide: true,
  },
  {
    sid: 'AlarmsOfPolicies',
    // Application Auto Scaling asks all three of whoever puts a policy, in his name.
    actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
    resources: [arnOf(place, 'cloudwatch', 'alarm:*')],
    wide: true,
  },
];

/** Targets have no names that a policy could bind; what is asked of ECS in the caller's name is bound to the service. */
const OF_ECS = { StringEquals: { 'application-autoscaling:service-namespace': ['ecs'] } };

/** Their names are made up by AWS. */
const scalableTargets = (place: Place) => [arnOf(place, 'application-autoscaling', 'scalable-target/*')];
