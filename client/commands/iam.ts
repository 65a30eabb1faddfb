import type { Command } from 'commander';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { policyRemarks, policyText } from '../iam/policy-text.ts';
import { outputOption } from './options.ts';

interface Options {
  readonly file: string;
  readonly account?: string;
  readonly region?: string;
  readonly taskRole?: readonly string[];
  readonly output: 'text' | 'json';
}

export function iam(command: Command): void {
  command
    .requiredOption('-f, --file <file>', 'deployment file')
    .option('--account <id>', "AWS account; the listener rule's, or any, where left out")
    .option('--region <name>', "Region; the listener rule's, AWS_REGION, or any, where left out")
    .option(
      '--task-role <arn...>',
      'roles of the task definition, task role and execution role; any where left out',
    )
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
Holds for every version of the service. Asks nothing of AWS: what a deployment file does not say is «*» in the ARNs.
With --output json it is a policy document; remarks go to standard error. «serin lint --live --role» tries a role.

Examples:
  serin iam -f rollout.yaml
  serin iam -f deploy.json --account 123456789012 --region eu-west-1 --output json > policy.json
  aws iam put-role-policy --role-name serin-worker --policy-name cart --policy-document file://policy.json
`,
    )
    .action((options: Options) => printPolicy(options));
}

async function printPolicy({ file, output, taskRole = [], ...options }: Options): Promise<void> {
  const { plan } = readDeploymentFile(file);
  // These know adapters, which load AWS's clients.
  const { rolloutStatements } = await import('../../activities/permissions/rollout.ts');
  const { policyDocument } = await import('../../activities/permissions/statement.ts');
  const { placeIn, placeOf } = await import('../../activities/permissions/place.ts');
  const { unknownTypes } = await import('../../activities/permissions/cloudformation.ts');
  const rule = ruleArn(plan);
  const said = rule === undefined ? undefined : placeOf(rule);
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = options.region ?? said?.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? '*';
  const place = placeIn(region, options.account ?? said?.account ?? '*');
  const statements = rolloutStatements(plan, place, taskRole);
  const { provisioner } = plan;
  const unknown = provisioner.kind === 'cloudFormation' ? unknownTypes(provisioner) : [];
  console.log(
    output === 'json' ? JSON.stringify(policyDocument(statements), null, 2) : policyText(statements),
  );
  for (const remark of policyRemarks(statements, unknown)) console.error(remark);
}

/** The ARN in a plan that says where its load balancer is. */
function ruleArn({ router }: RolloutPlan): string | undefined {
  if (router.kind !== 'alb') return undefined;
  return 'arn' in router.rule ? router.rule.arn : router.rule.listener;
}
