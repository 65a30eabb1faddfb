import type { AwsCall } from '../../activities/rehearsal/rehearse.ts';
import type { Footprint } from './footprint.ts';

/** A quota of the account that a rollout draws on. `limit` is AWS's default; an account may have another. */
export interface Quota {
  readonly what: string;
  readonly takes: number;
  readonly limit: number | undefined;
}

/** The quotas that calls draw on, by AWS's documented names and defaults. */
export function quotasOf(calls: readonly AwsCall[], footprint: Footprint | undefined): Quota[] {
  const count = (...actions: string[]) => calls.filter(({ action }) => actions.includes(action)).length;
  const quotas: Quota[] = [
    { what: 'target groups of the rule (of one action)', takes: mostGroups(calls), limit: 5 },
    {
      what: 'load balancing writes (3 a second in the account)',
      takes: count(...BALANCING),
      limit: undefined,
    },
    { what: 'virtual nodes of the route', takes: mostTargets(calls), limit: 10 },
    { what: 'CloudFormation stacks of the Region, in addition', takes: count('CreateStack'), limit: 2000 },
    { what: 'ECS services of the cluster, in addition', takes: count('CreateService'), limit: 5000 },
    { what: 'ECS tasks of the new service', takes: footprint?.tasks ?? 0, limit: 5000 },
    {
      what: 'Fargate On-Demand vCPU, in addition (L-3032A538)',
      takes: fargateVcpu(footprint),
      limit: undefined,
    },
  ];
  return quotas.filter(({ takes }) => takes > 0);
}

const BALANCING = ['ModifyRule', 'ModifyListener', 'AddTags', 'RemoveTags'];

const fargateVcpu = (footprint: Footprint | undefined): number =>
  footprint?.launchType === 'FARGATE' ? footprint.tasks * footprint.vcpu : 0;

const most = (calls: readonly AwsCall[], sizeOf: (input: object) => number): number =>
  Math.max(0, ...calls.map(({ input }) => sizeOf(input)));

const mostGroups = (calls: readonly AwsCall[]): number =>
  most(calls, (input) => {
    const { Actions, DefaultActions } = input as Record<'Actions' | 'DefaultActions', readonly Forward[]>;
    return Math.max(
      0,
      ...(Actions ?? DefaultActions ?? []).map((each) => each.ForwardConfig?.TargetGroups?.length ?? 0),
    );
  });

const mostTargets = (calls: readonly AwsCall[]): number =>
  most(calls, (input) => {
    const { spec } = input as { spec?: Record<string, { action?: { weightedTargets?: unknown[] } }> };
    return Math.max(
      0,
      ...Object.values(spec ?? {}).map((route) => route?.action?.weightedTargets?.length ?? 0),
    );
  });

interface Forward {
  readonly ForwardConfig?: { readonly TargetGroups?: readonly unknown[] };
}
