import { CreateMeshCommand, CreateVirtualRouterCommand } from '@aws-sdk/client-app-mesh';
import type { RouterSpec } from '../../workflows/rollout/router-spec.ts';
import { awsActivities, awsClients } from '../../worker/adapters.ts';
import { awsOfTheShell } from './aws-of-the-shell.ts';

const aws = awsOfTheShell();

const ROUTER: RouterSpec = {
  kind: 'appMesh',
  mesh: 'shop',
  virtualRouter: 'cart-vr',
  route: 'cart-route',
  protocol: 'http',
  nodePrefix: 'cart',
};

/** Longer than any attempt of an activity takes. */
const NEVER_MILLIS = 21_000;

it('asks again in the same attempt when a call hangs', async () => {
  await aws().appMesh.send(new CreateMeshCommand({ meshName: 'shop' }));
  await aws().appMesh.send(
    new CreateVirtualRouterCommand({
      meshName: 'shop',
      virtualRouterName: 'cart-vr',
      spec: { listeners: [{ portMapping: { port: 80, protocol: 'http' } }] },
    }),
  );
  const error = 'ServiceUnavailableException';
  await aws().faults([{ service: 'appmesh', action: 'DescribeRoute', error, delay_ms: NEVER_MILLIS }]);
  const activities = awsActivities(awsClients(), false);
  expect(await activities.readTraffic(ROUTER)).toEqual([]);

  // The hanging call itself has not ended yet, so the journal does not know it.
  const asked = (await aws().calls()).filter(({ action }) => action === 'DescribeRoute');
  expect(asked.map(({ status, injected }) => ({ status, injected }))).toEqual([
    { status: 404, injected: false },
  ]);
});
