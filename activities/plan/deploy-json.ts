import { z } from 'zod';
import { evidenceDefaults } from '../../workflows/rollout/judge/evidence-config.ts';
import { stackPrefixOf, versionPart } from '../../workflows/rollout/names.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { equalSteps } from '../../workflows/rollout/steps.ts';
import { orDefault, whole } from './fields.ts';
import { metrics, metricsSpec } from './metrics.ts';
import { environmentName, serviceName, versionId } from './names.ts';
import { problemsOf, type Settled } from './problem.ts';
import { base64Template } from './template.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The article's own names for two fields. */
const SYNONYMS = new Map([
  ['percent_step', 'PercentageStep'],
  ['wait_time', 'WaitTime'],
]);

const protocol = z.preprocess(
  (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  z.enum(['http', 'http2', 'grpc', 'tcp'], { error: 'must be http, http2, grpc or tcp' }),
);

const deployJson = z.strictObject({
  EnvironmentName: environmentName('the mesh and ECS cluster').regex(/^[A-Za-z]/, 'must begin with a letter'),
  MicroserviceName: serviceName('the service'),
  Protocol: protocol,
  Port: whole(1, 65_535, 'the port the service listens on'),
  Namespace: z
    .string({ error: 'must be the Cloud Map namespace, such as yelb.local' })
    .min(1, 'must not be empty'),
  PercentageStep: whole(1, 100, 'percent of traffic that moves at each step'),
  WaitTime: whole(1, 7 * DAY, 'seconds that each step is watched'),
  FailureThresholdValue: orDefault(whole(0, 1_000_000_000, 'the 5xx answers that are still allowed'), 0),
  FailureThresholdTime: z.preprocess(
    (value) => (value === 0 ? undefined : value),
    orDefault(whole(1, 7 * DAY, 'seconds that the check looks back'), 600),
  ),
  Sha: versionId('the short commit hash'),
  ContainerImage: z
    .string({ error: 'must be the image with its tag' })
    .regex(/^\S+$/, 'must be the image with its tag'),
  CanaryTemplate: base64Template,
  Capabilities: orDefault(
    z.array(z.enum(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'])),
    [],
  ),
  MetricPeriod: orDefault(
    whole(1, HOUR, 'seconds between two values of a metric').refine(
      (seconds) => seconds % MINUTE === 0 || [1, 5, 10, 30].includes(seconds),
      {
        error: 'must be 1, 5, 10, 30 or a multiple of 60: seconds between two values of a metric',
      },
    ),
    60,
  ),
  Metrics: orDefault(metrics, { Kind: 'containerInsights' }),
  Judge: orDefault(
    z.enum(['errorCount', 'evidence'], { error: 'must be errorCount or evidence' }),
    'errorCount',
  ),
  OnDrift: orDefault(
    z.enum(['restore', 'pause', 'rollBack'], { error: 'must be restore, pause or rollBack' }),
    'pause',
  ),
  OnInconclusive: orDefault(
    z.enum(['pause', 'rollBack', 'advance'], { error: 'must be pause, rollBack or advance' }),
    'pause',
  ),
  IfRunning: orDefault(
    z.enum(['refuse', 'queue', 'supersede'], { error: 'must be refuse, queue or supersede' }),
    'refuse',
  ),
  DeploymentTimeout: orDefault(whole(1, DAY, 'seconds until the new version must be ready'), 30 * MINUTE),
  ExtensionTimeout: orDefault(
    whole(0, 7 * DAY, 'seconds that a step may be extended while nothing is proven'),
    30 * MINUTE,
  ),
  HoldTimeout: orDefault(whole(1, 30 * DAY, 'seconds that a held rollout waits for a person'), DAY),
  RolloutTimeout: orDefault(whole(1, 30 * DAY, 'seconds until the whole rollout must have ended'), 7 * DAY),
  DrainTime: orDefault(whole(0, HOUR, 'seconds that a version keeps running after its last traffic'), 15),
});

/** True for what looks like the seed's form: its fields are written in PascalCase. */
export const isDeployJson = (input: unknown): boolean =>
  typeof input === 'object' &&
  input !== null &&
  Object.keys(input).some((key) => /^[A-Z]/.test(key) || SYNONYMS.has(key));

/** Settles the seed's `deploy.json` into a plan, or names everything that is wrong in it. */
export function planFromDeployJson(input: object): Settled<RolloutPlan> {
  const renamed = Object.fromEntries(
    Object.entries(input).map(([key, value]) => [SYNONYMS.get(key) ?? key, value as unknown]),
  );
  const parsed = deployJson.safeParse(renamed);
  return parsed.success
    ? { ok: true, value: toPlan(parsed.data) }
    : { ok: false, problems: problemsOf(parsed.error, renamed) };
}

function toPlan(file: z.output<typeof deployJson>): RolloutPlan {
  const { EnvironmentName: environment, MicroserviceName: service } = file;
  return {
    environment,
    service,
    version: { id: file.Sha, image: file.ContainerImage },
    router: {
      kind: 'appMesh',
      mesh: environment,
      virtualRouter: `${service}-vr`,
      route: `${service}-route`,
      protocol: file.Protocol,
      nodePrefix: service,
    },
    provisioner: {
      kind: 'cloudFormation',
      stackPrefix: stackPrefixOf(environment, service),
      templateBody: file.CanaryTemplate,
      parameters: {
        EnvironmentName: environment,
        MicroserviceName: service,
        Namespace: file.Namespace,
        Sha: versionPart(file.Sha),
        ContainerImage: file.ContainerImage,
        Port: String(file.Port),
        Protocol: file.Protocol,
      },
      capabilities: file.Capabilities,
    },
    metrics: metricsSpec(file.Metrics, {
      environment,
      service,
      protocol: file.Protocol,
      port: file.Port,
      periodSeconds: file.MetricPeriod,
    }),
    steps: equalSteps(file.PercentageStep, file.WaitTime),
    judge:
      file.Judge === 'evidence'
        ? evidenceDefaults
        : {
            kind: 'errorCount',
            threshold: file.FailureThresholdValue,
            windowSeconds: file.FailureThresholdTime,
          },
    onInconclusive: file.OnInconclusive,
    onDrift: file.OnDrift,
    ifRunning: file.IfRunning,
    limits: {
      readySeconds: file.DeploymentTimeout,
      extensionSeconds: file.ExtensionTimeout,
      holdSeconds: file.HoldTimeout,
      rolloutSeconds: file.RolloutTimeout,
      drainSeconds: file.DrainTime,
    },
  };
}
