import type { ServiceRevision } from '@aws-sdk/client-ecs';
import { containerBehind } from '../../../activities/drivers/ecs-native/container.ts';

const WITH_AN_AGENT = {
  containerDefinitions: [
    { name: 'agent', portMappings: [{ name: 'stats', containerPort: 9090 }] },
    { name: 'app', portMappings: [{ name: 'http', containerPort: 8080 }] },
  ],
};
const lattice = { roleArn: 'role', targetGroupArn: 'group', portName: 'http' };

it.each<[string, ServiceRevision]>([
  ['Service Connect', { serviceConnectConfiguration: { enabled: true, services: [{ portName: 'http' }] } }],
  ['VPC Lattice', { vpcLatticeConfigurations: [lattice] }],
  ['a gateway', { gatewayConnectors: [{ portName: 'http' }] }],
])('finds the container by the port that %s names', (_, revision) => {
  expect(containerBehind(revision, WITH_AN_AGENT)).toBe('app');
});

it('takes the only container, and none of several that nothing names', () => {
  expect(containerBehind({}, { containerDefinitions: [{ name: 'app' }] })).toBe('app');
  expect(containerBehind({}, WITH_AN_AGENT)).toBeUndefined();
});
