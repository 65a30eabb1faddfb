import type {
  DescribeScalableTargetsRequest,
  DescribeScalableTargetsResponse,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  RegisterScalableTargetRequest,
  SuspendedState,
  TagResourceRequest,
} from '@aws-sdk/client-application-auto-scaling';
import { type RehearsedService, standIn, telling } from './rehearsed.ts';

/** Scalable targets as they would be: those that are there, with what would be suspended and tagged. */
export function rehearsedScaling(): RehearsedService {
  const suspended = new Map<string, SuspendedState>();
  const tagged = new Map<string, Record<string, string>>();
  const standIns = {
    DescribeScalableTargets: standIn<DescribeScalableTargetsRequest, DescribeScalableTargetsResponse>(
      async (_, ask) => ({
        ScalableTargets: ((await ask()).ScalableTargets ?? []).map((target) => ({
          ...target,
          SuspendedState: suspended.get(target.ResourceId ?? '') ?? target.SuspendedState,
        })),
      }),
    ),
    RegisterScalableTarget: standIn<RegisterScalableTargetRequest, object>(
      ({ ResourceId = '', SuspendedState = {} }) => {
        suspended.set(ResourceId, SuspendedState);
        return {};
      },
    ),
    TagResource: standIn<TagResourceRequest, object>(({ ResourceARN = '', Tags }) => {
      tagged.set(ResourceARN, { ...tagged.get(ResourceARN), ...Tags });
      return {};
    }),
    ListTagsForResource: standIn<ListTagsForResourceRequest, ListTagsForResourceResponse>(
      async ({ ResourceARN = '' }, ask) => ({ Tags: { ...(await ask()).Tags, ...tagged.get(ResourceARN) } }),
    ),
  };
  return {
    name: 'application-autoscaling',
    standIns,
    tells: {
      RegisterScalableTarget: telling<RegisterScalableTargetRequest>(
        ({ ResourceId, MinCapacity, MaxCapacity, SuspendedState }) => ({
          ResourceId,
          MinCapacity,
          MaxCapacity,
          SuspendedState,
        }),
      ),
      TagResource: telling<TagResourceRequest>(({ ResourceARN, Tags }) => ({
        resourceArn: ResourceARN,
        tags: Tags,
      })),
    },
  };
}
