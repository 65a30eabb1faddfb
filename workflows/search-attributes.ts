import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import type { RolloutPlan } from './rollout/plan.ts';
import type { Phase } from './rollout/status.ts';

/** What rollouts are found by in Temporal's list, all of them keywords. Workers register them. */
export const SEARCH_ATTRIBUTES = {
  environment: 'SerinEnvironment',
  service: 'SerinService',
  version: 'SerinVersion',
  phase: 'SerinPhase',
} as const;

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const KEYS = {
  environment: keyword(SEARCH_ATTRIBUTES.environment),
  service: keyword(SEARCH_ATTRIBUTES.service),
  version: keyword(SEARCH_ATTRIBUTES.version),
  phase: keyword(SEARCH_ATTRIBUTES.phase),
};

/** Lets the rollout be found by its plan. */
export const listPlan = ({ environment, service, version }: RolloutPlan): void =>
  upsertSearchAttributes([
    { key: KEYS.environment, value: environment },
    { key: KEYS.service, value: service },
    { key: KEYS.version, value: version.id },
  ]);

/** Lets the rollout be found by its phase. */
export const listPhase = (phase: Phase): void => upsertSearchAttributes([{ key: KEYS.phase, value: phase }]);
