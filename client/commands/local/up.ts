import type { Command } from 'commander';
import { up as startCloud } from '../../../infra/local/up/up.ts';
import { cloudOutputOption, printCloud, type Options } from './print-cloud.ts';
import { stateOption } from './running-cloud.ts';

interface Names {
  readonly environment: string;
  readonly namespace: string;
}

export const up = (command: Command): Command =>
  command
    .addOption(stateOption())
    .addOption(cloudOutputOption())
    .option('--environment <name>', 'name of the mesh and the ECS cluster', 'ecs-blogpost')
    .option('--namespace <name>', 'name of the Cloud Map namespace', 'yelb.local')
    .action(async ({ state: stateFolder, output, ...names }: Options & Names) => {
      const started = await startCloud({ stateFolder, worker: true, dashboard: true, ...names });
      if (started.already && output === 'text') console.log('already running');
      await printCloud(started, output);
    });
