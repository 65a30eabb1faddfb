import type { Command } from 'commander';
import type { Build } from '../build.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { EXIT } from './exit-codes.ts';
import { FARGATE_PRICES, footprintOf } from '../plan/footprint.ts';
import { planText, type PlanReport } from '../plan/plan-text.ts';
import { quotasOf } from '../plan/quotas.ts';
import { settled } from '../plan/settled.ts';
import { askOthers } from '../rollouts/others.ts';
import { askRunning } from '../rollouts/running.ts';
import { forecast } from '../plan/forecast.ts';
import { positive } from './numbers.ts';
import { buildOptions } from './build-options.ts';
import { outputOption } from './options.ts';
import { print } from '../render/print.ts';

interface Options extends Build {
  readonly file: string;
  readonly output: 'text' | 'json';
  readonly vcpuHour: number;
  readonly gbHour: number;
}

export function plan(command: Command): void {
  buildOptions(command.requiredOption('-f, --file <file>', 'deployment file'))
    .addOption(outputOption())
    .option(
      '--vcpu-hour <price>',
      'price of a Fargate vCPU hour, in US dollars',
      positive,
      FARGATE_PRICES.vcpuHour,
    )
    .option('--gb-hour <price>', 'price of a Fargate GB hour, in US dollars', positive, FARGATE_PRICES.gbHour)
    .addHelpText(
      'after',
      `
Reads AWS the way a worker would, with your own credentials, and makes no call that writes. The exit code is 2 if the
rollout would not succeed.

Examples:
  serin plan -f rollout.yaml
  serin plan -f deploy.json --output json | jq '.stages[].calls[] | [.service, .action]'
`,
    )
    .action(async ({ file, output, vcpuHour, gbHour, ...build }: Options) => {
      const {
        content,
        plan: { environment, service },
      } = readDeploymentFile(file, build);
      // Only this command and lint need AWS's clients, which take a moment to load.
      const { startRehearsal } = await import('../../worker/rehearsal.ts');
      const rehearsal = startRehearsal();
      const underWay = askRunning(environment, service);
      const plan = await settled(rehearsal, content);
      const told = await forecast(plan, rehearsal);
      const { router } = plan.driver;
      const prices = { vcpuHour, gbHour };
      const footprint = footprintOf(told, prices);
      const calls = told.stages.flatMap((stage) => stage.calls);
      const report = {
        plan,
        forecast: told,
        footprint,
        prices,
        quotas: quotasOf(rehearsal.quotas(calls), footprint),
        running: await underWay,
        others: await askOthers(plan, router ? await rehearsal.changes(router) : []),
        together: router && (await rehearsal.together(router).catch(() => undefined)),
      };
      print(output === 'json' ? JSON.stringify(toJson(report), null, 2) : planText(report));
      if (told.obstacle !== undefined) process.exitCode = EXIT.badInput;
    });
}

/** The report without inputs in full: they may have secrets of the running service in them. */
const toJson = ({
  plan,
  forecast: { stable, stages, obstacle },
  footprint,
  prices,
  quotas,
  running,
  others,
  together,
}: PlanReport) => ({
  environment: plan.environment,
  service: plan.service,
  version: plan.version,
  stable,
  stages: stages.map(({ calls, ...stage }) => ({
    ...stage,
    calls: calls.map((call) => ({ service: call.service, action: call.action, ...call.told })),
  })),
  obstacle,
  limits: plan.limits,
  extraTasks: footprint,
  prices,
  quotas,
  running,
  others,
  together,
});
