import type { z } from 'zod';
import type { BalancedSpec, MeshedSpec } from '../../workflows/rollout/driver-spec.ts';
import type { HomeService } from '../../workflows/rollout/listener-rule.ts';
import type { Limits, Measured, Version } from '../../workflows/rollout/plan.ts';
import type { Tags } from '../../workflows/rollout/provisioner-spec.ts';
import type { AlbSpec } from '../../workflows/rollout/router-spec.ts';
import type { Step } from '../../workflows/rollout/steps.ts';
import type { Refuse } from './problem.ts';
import { balancedMetrics, meshedMetrics, nativeMetrics, type metrics } from './rollout-metrics.ts';
import { nativeSpec, type driver } from './rollout-native.ts';
import {
  ecsServices,
  ecsSpec,
  givenSpec,
  ownerIn,
  stackSpec,
  type provisioner,
} from './rollout-provisioner.ts';
import { routeSpec, type router } from './rollout-router.ts';

/** What a file says of how its version gets traffic. */
interface Given {
  readonly environment: string;
  readonly service: string;
  readonly version: Version;
  readonly stable?: string | undefined;
  readonly driver?: z.output<typeof driver> | undefined;
  readonly router?: z.output<typeof router> | undefined;
  readonly provisioner?: z.output<typeof provisioner> | undefined;
  readonly metrics?: z.output<typeof metrics> | undefined;
  readonly tags?: Tags | undefined;
}
/** A file that has a router and a provisioner, and one that has neither. */
type Routed = Given & {
  readonly router: z.output<typeof router>;
  readonly provisioner: z.output<typeof provisioner>;
};
type Native = Given & { readonly driver: z.output<typeof driver> };
type GivenRoute = Extract<z.output<typeof router>, { kind: 'appMesh' }>;

/** The driver and the metrics that a file asks for. What does not fit together is refused, all of it. */
export function measured(
  given: Given,
  steps: readonly Step[],
  limits: Limits,
  refuse: Refuse,
): Measured | undefined {
  return given.driver === undefined
    ? routed(given, refuse)
    : native({ ...given, driver: given.driver }, steps, limits, refuse);
}

/** ECS shifts the traffic itself, so that a file names nothing else that would. */
function native(given: Native, steps: readonly Step[], limits: Limits, refuse: Refuse): Measured | undefined {
  const own = { router: given.router, provisioner: given.provisioner };
  for (const [name, value] of Object.entries(own))
    if (value !== undefined) refuse([name], 'must be left out with the driver ecsNative: ECS tells it');
  if (given.stable === given.version.id) refuse(['stable'], 'must not be the version that is rolled out');
  const driver = nativeSpec(given, steps, limits, refuse);
  const told = driver && nativeMetrics(given.metrics, driver, refuse);
  return driver && told && { driver, metrics: told };
}

/** What is said of a file that names neither a driver nor what a driver of weights has. */
export const MISSING = [
  ['router', 'must have a kind: alb or appMesh'],
  ['provisioner', 'must have a kind: ecs, cloudFormation or given'],
] as const;

function routed(given: Given, refuse: Refuse): Measured | undefined {
  const { router: how, provisioner: what } = given;
  for (const [name, message] of MISSING) if (given[name] === undefined) refuse([name], message);
  return how && what && byWeights({ ...given, router: how, provisioner: what }, refuse);
}

function byWeights(given: Routed, refuse: Refuse): Measured | undefined {
  if (given.stable === given.version.id) refuse(['stable'], 'must not be the version that is rolled out');
  switch (given.router.kind) {
    case 'alb': {
      const home = homeOf(given, refuse);
      refuseChanges(given, refuse);
      const router = { ...given.router, owner: ownerIn(given), ...(home && { home }) };
      const driver = balanced(given, router, refuse);
      const told = balancedMetrics(given.metrics, router, refuse);
      return driver && told && { driver, metrics: told };
    }
    case 'appMesh': {
      const driver = meshed(given, given.router, refuse);
      const { nodes } = given.router;
      const route = { ...routeSpec(given.router, given), ...(nodes && { nodes }) };
      const told = meshedMetrics(given.metrics, route, given, refuse);
      return driver && told && { driver, metrics: told };
    }
  }
}

/** A task definition that is registered already is not made, and nothing is put into it. */
function refuseChanges({ provisioner }: Routed, refuse: Refuse): void {
  if (provisioner.kind !== 'ecs' || provisioner.revision === undefined) return;
  const message = 'must be left out where provisioner.revision names a task definition';
  if (provisioner.taskDefinition !== undefined) refuse(['provisioner', 'taskDefinition'], message);
  if (Object.keys(provisioner.environment).length > 0) refuse(['provisioner', 'environment'], message);
}

/** The service that stays, in place; a version of its name could not be told from it. */
function homeOf(given: Routed, refuse: Refuse): HomeService | undefined {
  if (given.provisioner.kind !== 'ecs' || given.provisioner.replace !== 'inPlace') return undefined;
  const home = ecsServices(given.provisioner, given);
  if (home.service === given.version.id)
    refuse(['version', 'id'], `must not be the name of the ECS service, ${home.service}`);
  return home;
}

function balanced(given: Routed, router: AlbSpec, refuse: Refuse): BalancedSpec | undefined {
  switch (given.provisioner.kind) {
    case 'ecs':
      return { kind: 'weighted', router, provisioner: ecsSpec(given.provisioner, router, given) };
    case 'cloudFormation':
      return { kind: 'weighted', router, provisioner: stackSpec(given.provisioner, given) };
    case 'given':
      return refuse(['provisioner', 'kind'], 'needs the router appMesh with its nodes');
  }
}

function meshed(given: Routed, { nodes, ...names }: GivenRoute, refuse: Refuse): MeshedSpec | undefined {
  const router = routeSpec(names, given);
  switch (given.provisioner.kind) {
    case 'ecs':
      return refuse(['provisioner', 'kind'], 'needs the router alb: it takes the target group from its rule');
    case 'cloudFormation':
      if (nodes !== undefined)
        return refuse(['router', 'nodes'], 'needs the provisioner given: it keeps them');
      return { kind: 'weighted', router, provisioner: stackSpec(given.provisioner, given) };
    case 'given': {
      const provisioner = givenSpec(given.provisioner, given);
      refuseStrangers(given, provisioner.services, nodes ?? {}, refuse);
      return { kind: 'weighted', router: { ...router, nodes: nodes ?? {} }, provisioner };
    }
  }
}

/** Of versions that are there already, each is known by the names that the file gives for it. */
function refuseStrangers(
  { version, stable }: Given,
  services: Readonly<Record<string, string>>,
  nodes: Readonly<Record<string, string>>,
  refuse: Refuse,
): void {
  if (stable === undefined) {
    refuse(['stable'], 'must say which version serves now, since the provisioner is given');
    return;
  }
  for (const each of new Set([stable, version.id]))
    if (!Object.hasOwn(nodes, each))
      refuse(['router', 'nodes', each], `must name the virtual node of ${each}`);
  const isShared = (names: Readonly<Record<string, string>>) =>
    stable !== version.id && names[stable] !== undefined && names[stable] === names[version.id];
  if (isShared(nodes))
    refuse(['router', 'nodes', version.id], `must not be the virtual node of ${stable} as well`);
  if (isShared(services))
    refuse(['provisioner', 'services', version.id], `must not be the ECS service of ${stable} as well`);
  for (const each of Object.keys(services))
    if (!Object.hasOwn(nodes, each))
      refuse(
        ['provisioner', 'services', each],
        'must belong to a version that router.nodes names: is it a typing error?',
      );
}
