import { arnOf, type Place } from './place.ts';
import { ecsServiceArns, type ServiceNames } from './ecs-services.ts';
import { withoutResources, type Statement } from './statement.ts';

const TARGET_TAGS = ['TagResource', 'UntagResource', 'ListTagsForResource'] as const;

/** Holding scale-in of services and letting go of it. */
export const holdStatements = ({ cluster, names }: ServiceNames, place: Place): Statement[] => [
  withoutResources('application-autoscaling:DescribeScalableTargets'),
  {
    sid: 'ScaleIn',
    actions: ['RegisterScalableTarget', ...TARGET_TAGS].map((action) => `application-autoscaling:${action}`),
    resources: scalableTargets(place),
    wide: true,
  },
  {
    sid: 'Scaling',
    // Application Auto Scaling asks both of whoever registers a target, in his name.
    actions: ['ecs:DescribeServices', 'ecs:UpdateService'],
    resources: ecsServiceArns(place, cluster, names),
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

/** Their names are made up by AWS. */
const scalableTargets = (place: Place) => [arnOf(place, 'application-autoscaling', 'scalable-target/*')];
