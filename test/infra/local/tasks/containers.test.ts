import { kindOf, startOrder } from '../../../../infra/local/tasks/containers.ts';

describe('kindOf', () => {
  it.each([
    ['840364872350.dkr.ecr.us-west-2.amazonaws.com/aws-appmesh-envoy:v1.15.1.0-prod', 'envoy'],
    ['public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.12.1-prod', 'envoy'],
    ['amazon/aws-xray-daemon', 'collector'],
    ['public.ecr.aws/xray/aws-xray-daemon:latest', 'collector'],
    ['public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.247346.0b249609', 'collector'],
    ['public.ecr.aws/aws-observability/aws-otel-collector', 'collector'],
    ['otel/opentelemetry-collector-contrib:0.140.0', 'collector'],
    ['123456789012.dkr.ecr.us-west-2.amazonaws.com/yelb-appserver:2026.abcdef01', 'application'],
  ])('%s is an image of kind %s', (image, kind) => expect(kindOf(image)).toBe(kind));
});

describe('startOrder', () => {
  const container = (name: string, ...dependencies: string[]) => ({
    name,
    dependsOn: dependencies.map((containerName) => ({ containerName, condition: 'START' as const })),
  });
  const namesOf = (containers: ReturnType<typeof startOrder>) => containers.map(({ name }) => name);

  it('puts each container after those that it depends on, and leaves the rest as written', () => {
    const containers = [container('app', 'envoy', 'xray'), container('xray'), container('envoy', 'xray')];
    expect(namesOf(startOrder(containers))).toEqual(['xray', 'envoy', 'app']);
  });

  it('refuses containers that wait for each other, or for one that is not there', () => {
    expect(() => startOrder([container('a', 'b'), container('b', 'a')])).toThrow('a, b');
    expect(() => startOrder([container('a'), container('b', 'z')])).toThrow('b depend');
  });
});
