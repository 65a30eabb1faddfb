import {
  App,
  CfnOutput,
  Duration,
  Fn,
  Stack,
  Tags,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elb,
  aws_ssm as ssm,
} from 'aws-cdk-lib';

interface CartProps {
  /** ECS cluster, and prefix of the exports of its network. */
  readonly environment: string;
  /** @default the image that serves, once Serin has promoted a version */
  readonly image?: string | undefined;
  /** @default 60 */
  readonly graceSeconds?: number | undefined;
}

/**
 * An ECS service behind a load balancer that keeps its name through canaries: all that it has for them is a second target group, at
 * weight 0.
 */
class Cart extends Stack {
  constructor(app: App, id: string, { environment, graceSeconds = 60, ...props }: CartProps) {
    super(app, id);
    const exported = (name: string) => Fn.importValue(`${environment}:${name}`);
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: exported('VPC'),
      availabilityZones: ['a', 'b'],
      publicSubnetIds: [exported('PublicSubnet1'), exported('PublicSubnet2')],
      privateSubnetIds: [exported('PrivateSubnet1'), exported('PrivateSubnet2')],
    });
    const cluster = ecs.Cluster.fromClusterAttributes(this, 'Cluster', { clusterName: environment, vpc });
    // Serin records it. CloudFormation looks it up in each deployment, so that none goes back to an older image.
    const image =
      props.image ?? ssm.StringParameter.valueForStringParameter(this, `${environment}-canary-${id}-version`);

    const task = new ecs.FargateTaskDefinition(this, 'Task', { family: id, cpu: 256, memoryLimitMiB: 512 });
    task.addContainer(id, {
      image: ecs.ContainerImage.fromRegistry(image),
      portMappings: [{ containerPort: 8080 }],
    });
    const service = new ecs.FargateService(this, 'Service', {
      cluster,
      serviceName: id,
      taskDefinition: task,
      desiredCount: 2,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      healthCheckGracePeriod: Duration.seconds(graceSeconds),
      securityGroups: [
        ec2.SecurityGroup.fromSecurityGroupId(this, 'Callers', exported('ContainerSecurityGroup')),
      ],
    });

    const group = (name: string) =>
      new elb.ApplicationTargetGroup(this, name, {
        vpc,
        targetType: elb.TargetType.IP,
        port: 80,
        deregistrationDelay: Duration.seconds(3),
        healthCheck: {
          path: '/health',
          interval: Duration.seconds(5),
          timeout: Duration.seconds(4),
          healthyThresholdCount: 2,
        },
      });
    const [own, canary] = [group('Own'), group('Canary')];
    own.addTarget(service);
    // Whose canaries may use the group.
    Tags.of(canary).add('serin:environment', environment);
    Tags.of(canary).add('serin:service', id);
    const balancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', { vpc, internetFacing: true });
    const listener = balancer.addListener('Http', {
      port: 80,
      defaultAction: elb.ListenerAction.fixedResponse(404, { messageBody: 'no such service' }),
    });
    const rule = new elb.ApplicationListenerRule(this, 'Rule', {
      listener,
      priority: 1,
      conditions: [elb.ListenerCondition.pathPatterns([`/${id}*`])],
      action: elb.ListenerAction.weightedForward([
        { targetGroup: own, weight: 100 },
        { targetGroup: canary, weight: 0 },
      ]),
    });
    service.node.addDependency(rule);

    // What `rollout.yaml` names.
    new CfnOutput(this, 'RuleArn', { value: rule.listenerRuleArn });
    new CfnOutput(this, 'ListenerArn', { value: listener.listenerArn });
  }
}

const app = new App();
const given = (name: string) => app.node.tryGetContext(name) as string | undefined;
new Cart(app, 'cart', {
  environment: given('environment') ?? 'shop',
  image: given('image'),
  graceSeconds: Number(given('graceSeconds') ?? 60),
});
