import type { Command } from 'commander';
import { parseImageName } from '../../../infra/local/images/image-name.ts';
import { buildImage, ImageRefused } from '../../../infra/local/images/registry.ts';
import { Trouble } from '../../trouble.ts';
import { stateOption } from './running-cloud.ts';

export function build(command: Command): void {
  command
    .argument('<folder>', 'source folder with an image.json that says how to start it')
    .argument('<name:tag>', 'name of the image in task definitions')
    .addOption(stateOption())
    .action((folder: string, name: string, { state }: { state: string }) => {
      const { repository, tag } = parseImageName(name);
      try {
        const { digest } = buildImage(folder, repository, tag, state);
        console.log(`${repository}:${tag}  ${digest}`);
      } catch (error) {
        if (error instanceof ImageRefused) throw new Trouble('badInput', error.message);
        throw error;
      }
    });
}
