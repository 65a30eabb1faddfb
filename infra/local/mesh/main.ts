import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { closing } from '../processes/closing.ts';
import { followChanges } from '../tasks/changes.ts';
import { createAdmin } from './admin.ts';
import { cloudMapDiscovery } from './app-mesh/discover.ts';
import { MESH_SERVICES, snapshotReader } from './app-mesh/read-snapshot.ts';
import { startMesh } from './mesh.ts';

const { values } = parseArgs({
  options: {
    'aws-endpoint': { type: 'string', default: process.env['AWS_ENDPOINT_URL'] ?? '' },
    'xds-port': { type: 'string', default: '0' },
    'admin-port': { type: 'string', default: '0' },
  },
});
const endpoint = values['aws-endpoint'];
if (endpoint === '') {
  console.error(
    'usage: node infra/local/mesh/main.ts --aws-endpoint URL [--xds-port PORT] [--admin-port PORT]',
  );
  process.exit(2);
}

// The stand-in has no host per data plane, as Cloud Map has in AWS.
const discover = cloudMapDiscovery(new ServiceDiscoveryClient({ endpoint, disableHostPrefix: true }));
const readSnapshot = snapshotReader(endpoint, new AppMeshClient({ endpoint }), discover);
const mesh = await startMesh({ port: Number(values['xds-port']), log: console.error });
const admin = createAdmin(mesh).listen(Number(values['admin-port']), '127.0.0.1');
await once(admin, 'listening');

const closed = closing();

const addresses = { xds: mesh.xdsPort, admin: (admin.address() as AddressInfo).port };
process.stdout.write(`${JSON.stringify({ ready: true, ...addresses })}\n`);
await followChanges(endpoint, MESH_SERVICES, async () => mesh.publish(await readSnapshot()), closed);
process.exit(0);
