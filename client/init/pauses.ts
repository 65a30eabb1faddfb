import { hooksWith } from '../../activities/drivers/ecs-native/hooks.ts';
import type { ShiftedService } from '../../activities/discovery/shifted-service.ts';

type Hooks = ReturnType<typeof hooksWith>;

/**
 * How a service gets the pauses at which its deployments are judged, whoever begins them: by one of three ways. None where it has them.
 *
 * @param minutes how long ECS has to wait at each
 */
export function pauseLines({ cluster, service, configuration }: ShiftedService, minutes: number): string[] {
  const hooks = hooksWith(minutes, configuration);
  const added = hooks.slice(configuration.lifecycleHooks?.length ?? 0);
  if (added.length === 0) return [];
  const whole = JSON.stringify({ ...configuration, lifecycleHooks: hooks });
  return [
    'Before the first rollout, its deployments have to wait to be judged. One of these says so, and begins no deployment:',
    '- by the command of AWS:',
    `    aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration '${whole.replaceAll("'", `'\\''`)}' --query service.deploymentConfiguration`,
    '- by Terraform, within deployment_configuration of the aws_ecs_service:',
    ...added.flatMap(inTerraform).map((line) => ` | ${line}`),
    '- by CDK, with all hooks of the service:',
    ...inCdk(hooks).map((line) => ` | ${line}`),
  ];
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service#lifecycle_hook */
const inTerraform = ({
  lifecycleStages = [],
  timeoutConfiguration: { timeoutInMinutes, action } = {},
}: Hooks[number]) => [
  'lifecycle_hook {',
  '  target_type      = "PAUSE"',
  `  lifecycle_stages = ${JSON.stringify(lifecycleStages)}`,
  '  timeout_configuration {',
  `    timeout_in_minutes = ${timeoutInMinutes}`,
  `    action             = "${action}"`,
  '  }',
  '}',
];

/** No construct has them yet: https://github.com/aws/aws-cdk/issues/35987 */
const inCdk = (hooks: Hooks): string[] => [
  'const resource = service.node.defaultChild as ecs.CfnService;',
  `resource.addPropertyOverride('DeploymentConfiguration.LifecycleHooks', ${JSON.stringify(hooks.map(capitalized))});`,
];

/** As CloudFormation spells the fields of ECS. */
const capitalized = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(capitalized);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      `${name[0]?.toUpperCase()}${name.slice(1)}`,
      capitalized(each),
    ]),
  );
};
