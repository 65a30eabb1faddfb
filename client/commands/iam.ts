import type { Command } from 'commander';
import type { Place } from '../../activities/permissions/place.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { policyRemarks, policyText } from '../iam/policy-text.ts';
import { Trouble } from '../trouble.ts';
import { outputOption } from './options.ts';

interface Options {
  readonly file: string;
  readonly account?: string;
  readonly region?: string;
  readonly taskRole?: readonly string[];
  readonly cloudformation?: true;
  readonly output: 'text' | 'json';
}

export function iam(command: Command): void {
  command
    .requiredOption('-f, --file <file>', 'deployment file')
    .option('--account <id>', "AWS account (default: the listener rule's, or any)")
    .option('--region <name>', "Region (default: the listener rule's, AWS_REGION, or any)")
    .option('--task-role <arn...>', 'task and execution roles of the task definition (default: any)')
    .option(
      '--cloudformation',
      "print the policy for provisioner.roleArn, the role CloudFormation assumes, instead of the worker's",
    )
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
The policy covers every version of the service. It is made without calling AWS: what the deployment file does not name is "*" in the
ARNs. --output json prints the policy document; remarks on what could be narrowed, and on what no tag restricts, go to standard error.
Actions that change or remove something are limited to resources with the service's tags (docs/ownership.md).
"serin lint --live --role" tests a role against it.

Examples:
  serin iam -f rollout.yaml
  serin iam -f deploy.json --account 123456789012 --region eu-west-1 --output json > policy.json
  serin iam -f rollout.yaml --cloudformation --output json > cloudformation.json
  aws iam put-role-policy --role-name serin-worker --policy-name cart --policy-document file://policy.json
`,
    )
    .action((options: Options) => printPolicy(options));
}

async function printPolicy({
  file,
  output,
  taskRole = [],
  cloudformation,
  ...options
}: Options): Promise<void> {
  const { plan } = readDeploymentFile(file);
  // These know adapters, which load AWS's clients.
  const { rolloutStatements, serviceRoleStatements } =
    await import('../../activities/permissions/rollout.ts');
  const { policyDocument } = await import('../../activities/permissions/statement.ts');
  const { provisionerAdapter } = await import('../../activities/adapters.ts');
  const { provisioner } = plan.driver;
  const hasRole = provisioner?.kind === 'cloudFormation' && provisioner.roleArn !== undefined;
  if (cloudformation && !hasRole)
    throw new Trouble(
      'badInput',
      `${file} names no provisioner.roleArn, so CloudFormation has no role of its own`,
    );
  const statementsOf = cloudformation ? serviceRoleStatements : rolloutStatements;
  const statements = statementsOf(plan, await placeFor(plan, options), taskRole);
  const isTheirs = hasRole && !cloudformation;
  const unknown =
    isTheirs || provisioner === undefined
      ? []
      : (provisionerAdapter(provisioner).unknownTypes?.(provisioner) ?? []);
  console.log(
    output === 'json' ? JSON.stringify(policyDocument(statements), null, 2) : policyText(statements),
  );
  for (const remark of policyRemarks(statements, unknown)) console.error(remark);
}

/** Where the rollout is: as the options say, or its router, or the environment. */
async function placeFor(
  { driver: { router } }: RolloutPlan,
  { account, region }: Pick<Options, 'account' | 'region'>,
): Promise<Place> {
  const { placeIn, placeOf } = await import('../../activities/permissions/place.ts');
  const { routerAdapter } = await import('../../activities/adapters.ts');
  const arn = router && routerAdapter(router).arn?.(router);
  const said: Partial<Place> = arn === undefined ? {} : placeOf(arn);
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return placeIn(
    region ?? said.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? '*',
    account ?? said.account ?? '*',
  );
}
