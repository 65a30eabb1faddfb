import { parseArgs } from 'node:util';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { closing } from '../processes/closing.ts';
import { createAgent } from './agent.ts';
import { followChanges } from './changes.ts';
import { ecsApi } from './ecs.ts';

const usage =
  'usage: AWS_ENDPOINT_URL=… node infra/local/tasks/main.ts --state FOLDER --xds PORT --mesh-admin PORT [--balancer-admin PORT] [--traces PORT]';

const { values } = parseArgs({
  options: {
    state: { type: 'string' },
    xds: { type: 'string' },
    'mesh-admin': { type: 'string' },
    'balancer-admin': { type: 'string' },
    traces: { type: 'string' },
  },
});
const { state: stateFolder, xds: xdsPort, 'mesh-admin': meshAdminPort } = values;
const { AWS_ENDPOINT_URL: awsEndpointUrl, PATH: path = '' } = process.env;
if (!stateFolder || !xdsPort || !meshAdminPort || !awsEndpointUrl) {
  console.error(usage);
  process.exit(2);
}

const agent = createAgent(ecsApi(new ECSClient({})), {
  stateFolder,
  xdsPort: Number(xdsPort),
  meshAdminPort: Number(meshAdminPort),
  ...(values['balancer-admin'] && { balancerAdminPort: Number(values['balancer-admin']) }),
  ...(values.traces && { tracesUrl: `http://127.0.0.1:${values.traces}` }),
  path,
  appMesh: new AppMeshClient({}),
  ssm: new SSMClient({}),
});
const closed = closing();

process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await followChanges(awsEndpointUrl, ['ecs'], () => agent.reconcile(), closed);
await agent.abandon();
process.exit(0);
