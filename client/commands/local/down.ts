import type { Command } from 'commander';
import { down as stopCloud } from '../../../infra/local/up/down.ts';
import { stateOption } from './running-cloud.ts';

export const down = (command: Command): Command =>
  command.addOption(stateOption()).action(async ({ state: stateFolder }: { state: string }) => {
    console.log((await stopCloud({ stateFolder })) ? 'stopped' : 'it was not running');
  });
