import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { STARTED_BY } from './messages.ts';
import type { ListedState } from './rollout/listed-state.ts';
import type { RolloutPlan } from './rollout/plan.ts';

/** What rollouts are found by in Temporal's list. Workers register them. */
export const SEARCH_ATTRIBUTES = {
  environment: 'SerinEnvironment',
  service: 'SerinService',
  version: 'SerinVersion',
  startedBy: 'SerinStartedBy',
  phase: 'SerinPhase',
  weight: 'SerinWeight',
  waitsForPerson: 'SerinWaitsForPerson',
} as const;

/** The types that they are registered with. */
export const SEARCH_ATTRIBUTE_TYPES = {
  environment: SearchAttributeType.KEYWORD,
  service: SearchAttributeType.KEYWORD,
  version: SearchAttributeType.KEYWORD,
  startedBy: SearchAttributeType.KEYWORD,
  phase: SearchAttributeType.KEYWORD,
  weight: SearchAttributeType.DOUBLE,
  waitsForPerson: SearchAttributeType.BOOL,
} as const satisfies Record<keyof typeof SEARCH_ATTRIBUTES, SearchAttributeType>;

type Attribute = keyof typeof SEARCH_ATTRIBUTES;

const pair = <Name extends Attribute>(name: Name, value: unknown): SearchAttributePair =>
  ({
    key: defineSearchAttributeKey(SEARCH_ATTRIBUTES[name], SEARCH_ATTRIBUTE_TYPES[name]),
    value,
  }) as SearchAttributePair;

/** Lets the rollout be found by its plan, by where it is, and by who started it where the start says so. */
export function listPlan({ environment, service, version }: RolloutPlan, state: ListedState): void {
  const startedBy = workflowInfo().memo?.[STARTED_BY];
  upsertSearchAttributes([
    pair('environment', environment),
    pair('service', service),
    pair('version', version.id),
    ...(typeof startedBy === 'string' ? [pair('startedBy', startedBy)] : []),
    ...pairs(state),
  ]);
}

/** Lets the rollout be found by what has changed of where it is. */
export const listState = (changed: Partial<ListedState>): void => upsertSearchAttributes(pairs(changed));

const pairs = (state: Partial<ListedState>): SearchAttributePair[] =>
  Object.entries(state).map(([name, value]) => pair(name as keyof ListedState, value));
