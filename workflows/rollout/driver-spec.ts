import type { EcsNativeSpec } from './ecs-native-spec.ts';
import type { CloudFormationSpec, EcsSpec, GivenSpec, ProvisionerSpec } from './provisioner-spec.ts';
import type { AlbSpec, GivenRouteSpec, MadeRouteSpec, RouterSpec } from './router-spec.ts';

/** A router whose weights are written, and what makes the versions run that it knows. */
interface Weighted<Router extends RouterSpec, Provisioner extends ProvisionerSpec> {
  readonly kind: 'weighted';
  readonly router: Router;
  readonly provisioner: Provisioner;
}

/** Behind a load balancer: a copy of the serving ECS service takes the rule's idle target group; a stack makes what it wants. */
export type BalancedSpec = Weighted<AlbSpec, EcsSpec | CloudFormationSpec>;

/** In a mesh: virtual nodes are made with their version, or all of it was there before. */
export type MeshedSpec = Weighted<MadeRouteSpec, CloudFormationSpec> | Weighted<GivenRouteSpec, GivenSpec>;

export type WeightedSpec = BalancedSpec | MeshedSpec;

/** How a version gets its traffic. */
export type DriverSpec = WeightedSpec | EcsNativeSpec;
