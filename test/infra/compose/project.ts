import { volumesOf, type ComposeFile, type Service } from './compose-file.ts';
import { startContainer, type Container } from './container.ts';
import type { Mount } from './image.ts';
import { imageOf } from './images.ts';

/** What is mounted for the services of a file: what their images have, and folders and files of the host's. */
export const mountsOf = ({ services }: ComposeFile): Mount[] =>
  Object.values(services).flatMap((service) => [
    ...imageOf(service).mounts,
    ...volumesOf(service).filter(({ isNamed }) => !isNamed),
  ]);

/** The services of a file, as `docker compose` would run them. */
export interface Project {
  /** Starts a service, once those that it waits for are started and as it wants them. */
  up(name: string): Promise<Container>;
  /** Starts a service once more, whatever ran before. */
  run(name: string): Container;
}

export function openProject({ services }: ComposeFile, shell: NodeJS.ProcessEnv, logs: string): Project {
  const started: Record<string, Promise<Container>> = {};
  const run = (name: string) => startContainer(name, services[name]!, shell, logs);
  const up = (name: string) => (started[name] ??= start(name, services[name]!));

  async function start(name: string, { depends_on = {} }: Service): Promise<Container> {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const container = await up(other);
      await container.reached(condition);
    }
    return run(name);
  }
  return { up, run };
}
