import type { Command } from 'commander';
import { status as cloudStatus } from '../../../infra/local/up/status.ts';
import { cloudOutputOption, printCloud, type Options } from './print-cloud.ts';
import { stateOption } from './running-cloud.ts';

export const status = (command: Command): Command =>
  command
    .addOption(stateOption())
    .addOption(cloudOutputOption())
    .action(async ({ state: stateFolder, output }: Options) =>
      printCloud(await cloudStatus({ stateFolder }), output),
    );
