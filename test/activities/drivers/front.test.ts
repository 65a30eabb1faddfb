import type { ServiceRevision } from '@aws-sdk/client-ecs';
import { uncountedBy } from '../../../activities/drivers/ecs-native/front.ts';

const behind = (productionListenerRule: string): ServiceRevision => ({
  loadBalancers: [
    { advancedConfiguration: { alternateTargetGroupArn: 'b', productionListenerRule, roleArn: 'role' } },
  ],
});

it('finds that an Application Load Balancer counts by target group', () => {
  const rule = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/0/1/2';
  expect(uncountedBy(behind(rule))).toBeUndefined();
});

it.each<[string, ServiceRevision, RegExp]>([
  [
    'a Network Load Balancer',
    behind('arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/shop/0/1'),
    /^a Network Load Balancer counts connections/,
  ],
  [
    'VPC Lattice',
    { vpcLatticeConfigurations: [{ roleArn: 'role', targetGroupArn: 'group', portName: 'http' }] },
    /^the metrics of VPC Lattice are not read/,
  ],
  ['a gateway', { gatewayConnectors: [{}] as ServiceRevision['gatewayConnectors'] }, /^a gateway of ECS/],
  ['Service Connect', { serviceConnectConfiguration: { enabled: true } }, /^Service Connect tells nothing/],
  ['nothing', {}, /^nothing before the service/],
])('finds that behind %s the metrics have to be the own ones', (_, revision, why) => {
  expect(uncountedBy(revision)).toMatch(why);
});
