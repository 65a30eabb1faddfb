import type { z } from 'zod';
import type { BalancedSpec, MeshedSpec } from '../../workflows/rollout/driver-spec.ts';
import type { Measured, Version } from '../../workflows/rollout/plan.ts';
import type { Tags } from '../../workflows/rollout/provisioner-spec.ts';
import type { AlbSpec } from '../../workflows/rollout/router-spec.ts';
import type { Refuse } from './problem.ts';
import { balancedMetrics, meshedMetrics, type metrics } from './rollout-metrics.ts';
import { ecsSpec, givenSpec, ownerIn, stackSpec, type provisioner } from './rollout-provisioner.ts';
import { routeSpec, type router } from './rollout-router.ts';

/** What a file says of how its version gets traffic. */
interface Given {
  readonly environment: string;
  readonly service: string;
  readonly version: Version;
  readonly stable?: string | undefined;
  readonly router: z.output<typeof router>;
  readonly provisioner: z.output<typeof provisioner>;
  readonly metrics?: z.output<typeof metrics> | undefined;
  readonly tags?: Tags | undefined;
}
type GivenRoute = Extract<Given['router'], { kind: 'appMesh' }>;

/** The driver and the metrics that a file asks for. What does not fit together is refused, all of it. */
export function measured(given: Given, refuse: Refuse): Measured | undefined {
  if (given.stable === given.version.id) refuse(['stable'], 'must not be the version that is rolled out');
  switch (given.router.kind) {
    case 'alb': {
      const router = { ...given.router, owner: ownerIn(given) };
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

function balanced(given: Given, router: AlbSpec, refuse: Refuse): BalancedSpec | undefined {
  switch (given.provisioner.kind) {
    case 'ecs':
      return { kind: 'weighted', router, provisioner: ecsSpec(given.provisioner, router, given) };
    case 'cloudFormation':
      return { kind: 'weighted', router, provisioner: stackSpec(given.provisioner, given) };
    case 'given':
      return refuse(['provisioner', 'kind'], 'needs the router appMesh with its nodes');
  }
}

function meshed(given: Given, { nodes, ...names }: GivenRoute, refuse: Refuse): MeshedSpec | undefined {
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
