import {
  Duration,
  Stack,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  aws_logs as logs,
} from 'aws-cdk-lib';
import type { aws_secretsmanager as secrets } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface SerinWorkerProps {
  readonly cluster: ecs.ICluster;
  /** Serin's image, by tag or digest. */
  readonly image: ecs.ContainerImage;
  /** Host and port of Temporal's frontend. */
  readonly temporalAddress: string;
  /** @default 'default' */
  readonly temporalNamespace?: string;
  /** With Temporal's API key, as plain text; none where Temporal asks for none. */
  readonly temporalApiKey?: secrets.ISecret;
  /** @default 'serin' */
  readonly taskQueue?: string;
  /** What `serin iam -f FILE -o json` printed, parsed, by service. */
  readonly rolloutPolicies: Readonly<Record<string, object>>;
  /** Two or more go on when one dies. @default 2 */
  readonly workers?: number;
  readonly subnets?: ec2.SubnetSelection;
  readonly assignPublicIp?: boolean;
}

/** Serin's workers on an ECS cluster of your own. docs/workers.md says what to do before and after. */
export class SerinWorker extends Construct {
  /** For `serin lint --live --role`. */
  readonly role: iam.IRole;
  readonly service: ecs.FargateService;

  constructor(scope: Construct, id: string, props: SerinWorkerProps) {
    super(scope, id);
    const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 512, memoryLimitMiB: 1024 });
    for (const [name, policy] of Object.entries(props.rolloutPolicies))
      task.taskRole.attachInlinePolicy(
        new iam.Policy(this, `Rollouts-${name}`, { document: iam.PolicyDocument.fromJson(policy) }),
      );
    task.addContainer('worker', {
      image: props.image,
      readonlyRootFilesystem: true,
      // Activities under way get ten seconds; the rest is for the connection's end.
      stopTimeout: Duration.seconds(30),
      linuxParameters: new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true }),
      environment: {
        AWS_REGION: Stack.of(this).region,
        SERIN_HEALTH_ADDRESS: '0.0.0.0:8080',
        SERIN_TASK_QUEUE: props.taskQueue ?? 'serin',
        TEMPORAL_ADDRESS: props.temporalAddress,
        TEMPORAL_NAMESPACE: props.temporalNamespace ?? 'default',
      },
      ...(props.temporalApiKey && {
        secrets: { TEMPORAL_API_KEY: ecs.Secret.fromSecretsManager(props.temporalApiKey) },
      }),
      // The image's own, which ECS does not look at.
      healthCheck: {
        command: ['CMD', 'node', 'worker/dist/healthy.js', '127.0.0.1:8080'],
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(60),
      },
      logging: ecs.LogDrivers.awsLogs({
        streamPrefix: 'worker',
        logGroup: new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH }),
      }),
    });
    this.role = task.taskRole;
    this.service = new ecs.FargateService(this, 'Service', {
      cluster: props.cluster,
      taskDefinition: task,
      desiredCount: props.workers ?? 2,
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
      assignPublicIp: props.assignPublicIp ?? false,
      ...(props.subnets && { vpcSubnets: props.subnets }),
    });
  }
}
