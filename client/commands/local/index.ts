import type { Command } from 'commander';
import { addSubcommands, type Subcommand } from '../subcommand.ts';

/** What `serin local` can do, in the order of its help. */
export const LOCAL_COMMANDS: readonly Subcommand[] = [
  {
    usage: 'up',
    about: 'start the local cloud in the background and print its endpoints',
    load: async () => (await import('./up.ts')).up,
  },
  {
    usage: 'down',
    about: 'stop the local cloud; nothing keeps running',
    load: async () => (await import('./down.ts')).down,
  },
  {
    usage: 'status',
    about:
      'print the endpoints of the local cloud; to set them as variables: eval "$(serin local status -o env)"',
    load: async () => (await import('./status.ts')).status,
  },
  {
    usage: 'push <service>',
    about: "run a service's pipeline on the local cloud: source, build, deploy",
    load: async () => (await import('./push.ts')).push,
  },
  {
    usage: 'build <folder> <name:tag>',
    about: 'make an image from a folder, in place of docker build and push',
    load: async () => (await import('./build.ts')).build,
  },
  {
    usage: 'url <name>',
    about: 'print the address of a load balancer on this machine',
    load: async () => (await import('./url.ts')).url,
  },
];

export const local = (command: Command): Promise<void> =>
  addSubcommands(command, LOCAL_COMMANDS, process.argv);
