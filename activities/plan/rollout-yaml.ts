import { z } from 'zod';
import { factsOf, firstVerdictSeconds } from '../../workflows/rollout/metric-facts.ts';
import type { MetricsSpec } from '../../workflows/rollout/metrics-spec.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { Step } from '../../workflows/rollout/steps.ts';
import { environmentName, imageName, serviceName, versionId } from './names.ts';
import { problemsOf, type NameOf, type Problem, type Refuse, type Settled } from './problem.ts';
import { fields, oneOf } from './rollout-fields.ts';
import { judge, judgeSpec } from './rollout-judge.ts';
import { measured, MISSING } from './rollout-driver.ts';
import { metrics } from './rollout-metrics.ts';
import { channelsOf, notifications } from './rollout-notifications.ts';
import { driver } from './rollout-native.ts';
import { provisioner, tags } from './rollout-provisioner.ts';
import { router } from './rollout-router.ts';
import {
  bakeSeconds,
  gate,
  keepOldSeconds,
  limits,
  settledLimits,
  settledSteps,
  steps,
} from './rollout-steps.ts';
import { problemInWords } from './words.ts';

const file = z.strictObject({
  $schema: z.string().optional(),
  environment: environmentName('the mesh or ECS cluster').describe('the mesh or ECS cluster'),
  service: serviceName('the service').describe('the service'),
  version: fields(
    {
      id: versionId('its id, such as a short commit hash').describe('its id, such as a short commit hash'),
      image: imageName('its image, preferably by digest'),
    },
    'must have an id and an image',
  ),
  stable: versionId('the version that serves now')
    .optional()
    .describe('the version that serves now; default: as the router, or ECS, says'),
  driver: driver.optional(),
  router: router.optional(),
  provisioner: provisioner.optional(),
  metrics: metrics.optional(),
  steps,
  finalBakeSeconds: bakeSeconds.describe('seconds at 100 % while the old version is still running'),
  finalGate: gate.optional(),
  keepOldSeconds,
  judge: judge.default(judge.parse({ kind: 'evidence' })),
  onInconclusive: oneOf(
    ['pause', 'rollBack', 'advance'],
    'what to do when a step ends without proof',
  ).default('pause'),
  onDrift: oneOf(
    ['restore', 'pause', 'rollBack', 'accept'],
    'what to do when somebody else changes the weights',
  ).default('pause'),
  onShortBake: oneOf(
    ['stretch', 'refuse'],
    'what to do when a bake is too short for a first verdict',
  ).default('stretch'),
  ifRunning: oneOf(
    ['refuse', 'queue', 'supersede'],
    'what to do when another rollout of the service is running',
  ).default('refuse'),
  notifications,
  tags,
  limits: limits.default(limits.parse({})),
});

const plan = file.transform((given, context) => toPlan(given, context) ?? z.NEVER);

/** The JSON Schema of `rollout.yaml`, for editors to complete and check it. */
export const rolloutSchema = () => ({
  title: 'Serin rollout',
  ...z.toJSONSchema(file, { io: 'input', target: 'draft-7' }),
});

/** What our own form may have. */
export const ROLLOUT_YAML_FIELDS: readonly string[] = Object.keys(file.shape);

/** Settles a `rollout.yaml`, already parsed, into a plan, or names everything that is wrong in it. */
export function planFromRolloutYaml(input: object, nameOf?: NameOf): Settled<RolloutPlan> {
  const parsed = plan.safeParse(input, { error: problemInWords });
  return parsed.success
    ? { ok: true, value: parsed.data }
    : {
        ok: false,
        problems: [...problemsOf(parsed.error, input, nameOf), ...unrouted({ ...input }, parsed.error)],
      };
}

/** What is missing where neither the driver nor what it stands for is named: the whole is not looked at while a part is wrong. */
const unrouted = (input: Partial<Record<string, unknown>>, { issues }: z.core.$ZodError): Problem[] =>
  input['driver'] !== undefined || issues.some(({ code }) => code === 'custom')
    ? []
    : MISSING.filter(([name]) => input[name] === undefined).map(([path, message]) => ({ path, message }));

function refuseShortBakes(steps: readonly Step[], metrics: MetricsSpec, refuse: Refuse): void {
  const least = firstVerdictSeconds(factsOf(metrics));
  for (const [i, { bakeSeconds }] of steps.entries()) {
    if (bakeSeconds < least)
      refuse(
        i === steps.length - 1 ? ['finalBakeSeconds'] : ['steps', `${i}`, 'bakeSeconds'],
        `must be at least ${least}, since these metrics allow no verdict before, and short bakes are refused`,
      );
  }
}

/** Refuses a deadline of the whole rollout that would pass before something within it may end. */
function refuseShortRollout(
  steps: readonly Step[],
  limits: RolloutPlan['limits'],
  keptSeconds: number,
  refuse: Refuse,
): void {
  const [longest] = [
    {
      seconds: steps.reduce((sum, { bakeSeconds }) => sum + bakeSeconds, keptSeconds),
      what: keptSeconds > 0 ? 'the bakes and keepOldSeconds take together' : 'the bakes take together',
    },
    { seconds: Math.max(...steps.map(({ gate }) => gate?.seconds ?? 0)), what: 'a gate stays open' },
    { seconds: limits.readySeconds, what: 'the new version may take to be ready' },
  ].sort((a, b) => b.seconds - a.seconds);
  if (longest && longest.seconds > limits.rolloutSeconds)
    refuse(
      ['limits', 'rolloutSeconds'],
      `must be at least ${longest.seconds}, the seconds that ${longest.what}`,
    );
}

/** The service and the canary run one version then, which metrics that ask for versions by names cannot tell apart. */
function handBackOf(
  given: z.output<typeof file>['provisioner'],
  { kind }: MetricsSpec,
  refuse: Refuse,
): Pick<RolloutPlan, 'handBack'> {
  if (given?.kind !== 'ecs' || given.handBack === undefined || given.handBack.length === 0) return {};
  const path = ['provisioner', 'handBack'];
  if (given.replace !== 'inPlace') refuse(path, 'must be left out with replace: swap: no service stays');
  if (kind !== 'loadBalancer')
    refuse(path, `must be left out with metrics of kind ${kind}, which know one version by one name`);
  return { handBack: given.handBack };
}

function toPlan(given: z.output<typeof file>, problems: z.RefinementCtx): RolloutPlan | undefined {
  const refuse: Refuse = (path, message) =>
    void problems.addIssue({ code: 'custom', path: [...path], message, input: given });
  if (!Array.isArray(given.steps) && given.judge.kind !== 'evidence')
    refuse(['steps'], `auto needs the judge evidence: ${given.judge.kind} has no doubt that keeps a weight`);
  const { environment, service, version } = given;
  const finalStep = { weight: 100, bakeSeconds: given.finalBakeSeconds, gate: given.finalGate };
  const { given: before, autoSteps } = settledSteps(given.steps);
  const planned = [...before, finalStep].map(({ gate, ...step }) => (gate ? { ...step, gate } : step));
  const { keepOldSeconds: kept } = given;
  if (kept !== undefined && given.driver)
    refuse(
      ['keepOldSeconds'],
      'must be left out with the driver ecsNative: finalBakeSeconds keeps the old tasks',
    );
  if (autoSteps && given.driver)
    refuse(['steps'], 'auto cannot be followed with the driver ecsNative: ECS makes the steps itself');
  const deadlines = settledLimits(given.limits);
  const how = measured(given, planned, deadlines, refuse);
  if (how === undefined) return undefined;
  if (given.onShortBake === 'refuse') refuseShortBakes(planned, how.metrics, refuse);
  refuseShortRollout(planned, deadlines, kept ?? 0, refuse);
  return {
    environment,
    service,
    version,
    ...(given.stable === undefined ? {} : { stable: given.stable }),
    ...how,
    steps: planned,
    ...(autoSteps && { autoSteps }),
    ...(kept && { keepOldSeconds: kept }),
    ...handBackOf(given.provisioner, how.metrics, refuse),
    judge: judgeSpec(given.judge),
    onInconclusive: given.onInconclusive,
    onDrift: given.onDrift,
    ifRunning: given.ifRunning,
    notifications: channelsOf(given.notifications),
    limits: deadlines,
  };
}
