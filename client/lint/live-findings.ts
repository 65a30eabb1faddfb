import { findStart } from '../../activities/find-start.ts';
import { blindnessFindings } from '../../activities/preflight/blindness.ts';
import { creationFinding } from '../../activities/preflight/creation.ts';
import { ok, unknown, wrong, type Finding } from '../../activities/preflight/finding.ts';
import { fieldNames } from '../../activities/plan/field-names.ts';
import { permissionFindings } from '../../activities/preflight/permissions.ts';
import { waysFindings } from '../../activities/preflight/ways.ts';
import type { Usage } from '../../activities/usage/account.ts';
import type { LiveWorld } from '../../worker/live-world.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { EcsNativeSpec } from '../../workflows/rollout/ecs-native-spec.ts';
import type { NativeService } from '../../workflows/rollout/native-deployment.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { askedStart } from '../../workflows/rollout/start.ts';
import { describeSplit } from '../../workflows/rollout/traffic-split.ts';
import { orFailWithoutAws } from '../aws-trouble.ts';
import { Trouble } from '../trouble.ts';
import { otherText, type Other } from '../rollouts/others.ts';
import type { Running } from '../rollouts/running.ts';
import { metricsFinding } from './metrics-finding.ts';

/**
 * Looks at everything that a rollout needs and changes nothing; one thing that is wrong does not hide another. Fails with
 * a sentence where AWS cannot be called at all.
 *
 * @param role ARN of the worker's role, to ask IAM about it
 * @param now epoch seconds
 * @param running whether a rollout of the service is under way, and moves what is looked at here
 * @param askOthers which rollouts of other services change the same
 */
export async function liveFindings(
  plan: RolloutPlan,
  world: LiveWorld,
  role: string | undefined,
  now: number,
  running: Promise<Running> = Promise.resolve({ kind: 'none' }),
  askOthers: (owner: Owner, changes: readonly string[]) => Promise<Other[]> = () => Promise.resolve([]),
): Promise<Finding[]> {
  const { activities } = world.rehearsal;
  const names = fieldNames(plan);
  let stable: string | undefined;

  let isFirst = false;
  let healthyStable: number | null = null;
  const looking = looked(plan.driver.kind === 'ecsNative' ? 'driver' : 'router', async () => {
    if (plan.driver.kind === 'ecsNative') {
      const service = await activities.lookAtService(plan.driver).catch(orFailWithoutAws);
      stable = service.stable;
      // A rehearsal has deployed the next version later on.
      healthyStable = await activities.healthyTargets(plan.driver, stable);
      return nativeFinding(service, plan.driver);
    }
    const { start, live } = await findStart(askedStart(plan, plan.driver), activities).catch(
      orFailWithoutAws,
    );
    stable = 'stable' in start ? start.stable : undefined;
    isFirst = start.kind === 'firstDeployment';
    switch (start.kind) {
      case 'refuse':
        return wrong('router', start.reason);
      case 'firstDeployment':
        return ok(
          'router',
          'no version is known to serve: this would be a first deployment, with all traffic in one step',
        );
      case 'mend':
        return ok('router', `${start.stable} is stable, and gets all traffic first: ${start.reason}`);
      case 'canary':
        return ok('router', `${start.stable} is stable (${describeSplit(live)})`);
    }
  });
  const traffic = await looking;
  const underWay = await running;
  const { router } = plan.driver;
  const others = await askOthers(plan, router ? await world.rehearsal.changes(router) : []);
  const image = await looked(names.image, () => imageFinding(plan, world));
  const creation = await looked(names.provisioner, () => creationFinding(plan, world.rehearsal));
  const old = stable;
  const absence =
    creation.outcome === 'wrong'
      ? `how ${old} is cannot be checked until a version can be created beside it`
      : `${old} was not made by this provisioner, and nothing of it will be removed`;
  return [
    ...runningFindings(underWay),
    ...others.map((other) => unknown('rollout', otherText(other))),
    ...trafficFindings(traffic, underWay, isFirst && creation.outcome === 'wrong'),
    ...(await togetherFindings(plan, world)),
    ...(old === undefined
      ? []
      : [await looked('stable', () => stableFinding(plan, world, old, absence, healthyStable))]),
    image,
    creation,
    ...(await blindnessFindings(plan, world.rehearsal.blindnessOf).catch(() => [])),
    await looked(names.metrics, () => metricsFinding(plan, world, stable, now)),
    ...(role === undefined
      ? [
          unknown(
            'permissions',
            "the calls were tried with your credentials; name the worker's role by --role",
          ),
        ]
      : await permissionFindings(plan, world.askIam, role)),
    ...(await usageFindings(plan, world)),
    ...(await waysOf(plan, world, stable).catch(() => [])),
  ];
}

/** Who serves where ECS shifts the traffic, and whether it is doing that already. */
function nativeFinding(
  { stable, underWay, isChanged }: NativeService,
  { adopt, service }: EcsNativeSpec,
): Finding {
  const left = isChanged ? '; the pauses that a dead rollout left are taken away first' : '';
  if (underWay === undefined) return ok('driver', `${stable} is stable, and ECS shifts its traffic${left}`);
  const { version, isOwn, refusals } = underWay;
  if (adopt && !isOwn)
    return refusals.length === 0
      ? ok('driver', `${stable} is stable, and the deployment of ${version} can be taken over`)
      : wrong('driver', `ECS service ${service} ${refusals.join(', and ')}`);
  return isOwn
    ? ok('driver', `${stable} is stable; the deployment of ${version} that is under way is rolled back first`)
    : wrong(
        'driver',
        `a deployment of ${version} is under way that no rollout began: driver.adopt has rollouts take such over`,
      );
}

function runningFindings(running: Running): Finding[] {
  switch (running.kind) {
    case 'none':
      return [];
    case 'running':
      return [
        unknown(
          'rollout',
          `one is under way: ${running.what}; these findings are from the middle of it, and another start is refused or queued, depending on ifRunning`,
        ),
      ];
    case 'unknown':
      return [unknown('rollout', `it is not known whether one is in progress: ${running.why}`)];
  }
}

/**
 * How a rollout would begin, as far as that can be told now: not from the midst of another one, and not that it would be the
 * first of a service where the version that it is made like cannot be told.
 */
function trafficFindings(traffic: Finding, running: Running, isUnprepared: boolean): Finding[] {
  if (running.kind === 'running') return [];
  return isUnprepared
    ? [
        unknown(
          'router',
          'no version is known to serve; fix what is wrong below to find out whether one does',
        ),
      ]
    : [traffic];
}

/** What cannot be looked at is wrong, in the words of the error. */
async function looked(path: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Trouble) throw error;
    const { name, message } = error as Error;
    return wrong(path, name === 'ApplicationFailure' ? message : `${name}: ${message}`);
  }
}

/** Why the router cannot be read is told where its traffic is. */
async function togetherFindings({ driver }: RolloutPlan, { rehearsal }: LiveWorld): Promise<Finding[]> {
  const { router } = driver;
  const apart =
    driver.kind === 'ecsNative' ? await rehearsal.otherRules(driver).catch(() => undefined) : undefined;
  if (apart !== undefined) return [unknown('driver', apart)];
  const together = router && (await rehearsal.together(router).catch(() => undefined));
  return together === undefined ? [] : [ok('router.rule', together)];
}

async function imageFinding(plan: RolloutPlan, { images }: LiveWorld): Promise<Finding> {
  const { image } = plan.version;
  const path = fieldNames(plan).image;
  const found = await images.find(image);
  switch (found.kind) {
    case 'found':
      return ok(path, `${image} is ${found.digest}`);
    case 'absent':
      return wrong(path, found.reason);
    case 'unknown':
      return unknown(path, `${found.reason}; it runs under this name, which may later mean another image`);
  }
}

async function stableFinding(
  plan: RolloutPlan,
  world: LiveWorld,
  stable: string,
  absence: string,
  healthy: number | null,
): Promise<Finding> {
  if (plan.driver.kind === 'ecsNative') return healthFinding(stable, healthy);
  const readiness = await world.provisioner(plan.driver.provisioner).readiness(stable);
  switch (readiness.kind) {
    case 'ready':
      return ok('stable', `${stable} is steady and healthy`);
    case 'absent':
      return unknown('stable', absence);
    case 'pending':
    case 'failed':
      return wrong('stable', readiness.reason);
  }
}

/** How stable is where ECS shifts the traffic. */
function healthFinding(stable: string, healthy: number | null): Finding {
  if (healthy === null) return unknown('stable', `${stable} has no load balancer that reports its health`);
  return healthy === 0
    ? wrong('stable', `${stable} has no healthy target`)
    : ok('stable', `${stable} has ${healthy} healthy targets`);
}

async function usageFindings(plan: RolloutPlan, world: LiveWorld): Promise<Finding[]> {
  try {
    const { provisioner } = plan.driver;
    const usage = provisioner && (await world.usage(provisioner));
    return usage === undefined ? [] : [usageFinding(usage)];
  } catch (error) {
    const { name, message } = error as Error;
    // A reply that cannot be read comes with hints for programmers, on lines of their own.
    return [unknown('quotas', `it is not known how much is used: ${message.split('\n', 1)[0] || name}`)];
  }
}

/** A quota is near when less than a tenth of it is left. */
function usageFinding({ what, used, limit }: Usage): Finding {
  const told = `${used} of ${limit} ${what}`;
  if (used >= limit) return wrong('quotas', `${told}: there is no room for another`);
  return used >= 0.9 * limit ? unknown('quotas', `${told}: the limit is near`) : ok('quotas', told);
}

/** Which ways the serving ECS service can go; nothing where versions are no ECS services that are copied. */
async function waysOf(plan: RolloutPlan, world: LiveWorld, stable: string | undefined): Promise<Finding[]> {
  const { driver } = plan;
  if (driver.kind === 'ecsNative') {
    const original = await world.original(driver);
    return original ? waysFindings(original, 'ecsNative') : [];
  }
  const { provisioner } = driver;
  if (provisioner.kind !== 'ecs' || stable === undefined) return [];
  const [id] = await world.provisioner(provisioner).services(stable);
  const [, cluster, service] = id?.split('/') ?? [];
  const original = cluster && service ? await world.original({ cluster, service }) : undefined;
  return original ? waysFindings(original, provisioner.home ? 'inPlace' : 'swap') : [];
}
