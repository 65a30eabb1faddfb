import { dirname, join } from 'node:path';
import { baseOf } from '../../../infra/local/bases/base.ts';
import { programs } from '../../../infra/local/processes/programs.ts';
import type { Service } from './compose-file.ts';
import { serinImage } from './dockerfile.ts';
import type { Image } from './image.ts';
import { programFolder, sourceFolder, temporalPages, temporalServer, type GoModule } from './go-modules.ts';

/** The user `temporal` of Temporal's images, which have BusyBox's tools. */
const temporal = { user: '1000:1000', variables: {}, toolFolders: [join(import.meta.dirname, 'tools')] };

/** The modules that a service's image is built from. */
export function modulesOf({ image }: Service): GoModule[] {
  const [repository = '', tag = ''] = image.split(':');
  switch (repository) {
    case 'temporalio/server':
    case 'temporalio/admin-tools':
      return [temporalServer(tag)];
    case 'temporalio/ui':
      return [temporalPages(tag)];
    default:
      return [];
  }
}

/** Finds what stands for a service's image; Temporal's are laid out as their own Dockerfiles do it. */
export function imageOf(service: Service): Image {
  const [repository = ''] = service.image.split(':');
  const [module] = modulesOf(service);
  const source = (path: string) => join(sourceFolder(module!), path);
  const built = () => programFolder(module!);
  switch (repository) {
    case 'postgres': {
      const { command, toolFolders } = baseOf('postgres');
      // The bundled server has no socket in a folder, which the image's tools would look for.
      const variables = { PGHOST: '127.0.0.1' };
      return { command, toolFolders, folder: '/', user: '0:0', variables, mounts: [] };
    }
    case 'temporalio/server':
      return {
        ...temporal,
        // The entrypoint wants a shell that knows pipefail, as BusyBox's does.
        command: ['bash', '/etc/temporal/entrypoint.sh'],
        folder: '/etc/temporal',
        toolFolders: [built(), ...temporal.toolFolders],
        mounts: [
          { source: source('docker/scripts/sh/entrypoint.sh'), target: '/etc/temporal/entrypoint.sh' },
        ],
      };
    case 'temporalio/admin-tools':
      return {
        ...temporal,
        command: [],
        folder: '/',
        toolFolders: [built(), dirname(programs.temporal())],
        mounts: [{ source: source('schema'), target: '/etc/temporal/schema' }],
      };
    case 'temporalio/ui':
      return {
        ...temporal,
        // Go keeps no file of a module executable.
        command: ['bash', './start-ui-server.sh'],
        folder: '/home/ui-server',
        mounts: [
          { source: source('docker/start-ui-server.sh'), target: '/home/ui-server/start-ui-server.sh' },
          { source: source('config/docker.yaml'), target: '/home/ui-server/config/docker.yaml' },
          { source: join(built(), 'ui-server'), target: '/home/ui-server/ui-server' },
        ],
      };
    case 'serin':
      return serinImage();
    default:
      throw new Error(`nothing here stands for the image ${service.image}`);
  }
}
