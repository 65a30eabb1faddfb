import type { Command } from 'commander';
import type { BalancedService, ForwardingRule } from '../../activities/discovery/balanced-service.ts';
import { NotBalanced } from '../../activities/discovery/not-balanced.ts';
import { orFailWithoutAws } from '../aws-trouble.ts';
import { Trouble } from '../trouble.ts';
import { nativeYaml } from '../init/native-yaml.ts';
import { rolloutYaml } from '../init/rollout-yaml.ts';
import { inNamingOrder } from '../init/naming-order.ts';

interface Options {
  readonly cluster: string;
  readonly service: string;
  readonly rule?: string;
  readonly adopt?: true;
}

export function init(command: Command): void {
  command
    .requiredOption('--cluster <name>', 'ECS cluster')
    .requiredOption('--service <name>', 'ECS service')
    .option(
      '--rule <arn>',
      'listener rule or listener to use, if rules that forward to the service also forward elsewhere',
    )
    .option(
      '--adopt',
      'for a service whose traffic ECS itself shifts, with deployments started by something else, such as a pipeline',
    )
    .addHelpText(
      'after',
      `
Reads AWS and changes nothing. Comments at the top of the file list what has to be done first, with the commands.

Example:
  serin init --cluster shop --service cart > rollout.yaml
  serin init --cluster shop --service cart --adopt > rollout.yaml
  serin lint -f rollout.yaml --live
`,
    )
    .action(async ({ cluster, service, rule, adopt }: Options) => {
      const { balancedService, shiftedService } = await import('../../worker/discovery.ts');
      const shifted = await shiftedService(cluster, service).catch(refuse);
      if (shifted !== undefined) return void process.stdout.write(nativeYaml(shifted, adopt === true));
      if (adopt)
        throw new Trouble(
          'badInput',
          `ECS shifts no traffic of ${service}: give it the deployment strategy BLUE_GREEN, LINEAR or CANARY first`,
        );
      const found = await balancedService(cluster, service).catch(refuse);
      process.stdout.write(rolloutYaml(found, chosenRule(found, rule)));
    });
}

function refuse(error: Error): never {
  if (error instanceof NotBalanced) throw new Trouble('badInput', error.message);
  return orFailWithoutAws(error);
}

function chosenRule({ service, rules }: BalancedService, wanted: string | undefined): ForwardingRule {
  const candidates = wanted === undefined ? rules : rules.filter(({ arn }) => arn === wanted);
  const [chosen] = inNamingOrder(candidates);
  if (chosen !== undefined) return chosen;
  const all = rules.map(({ arn }) => `\n  ${arn}`).join('');
  throw new Trouble(
    'badInput',
    rules.length === 0
      ? `no listener rule forwards to the target group of ${service}: give it one first`
      : wanted === undefined
        ? `${rules.length} rules forward to ${service}, some of them to others as well; say which by --rule:${all}`
        : `${wanted} does not forward to ${service}; these do:${all}`,
  );
}
