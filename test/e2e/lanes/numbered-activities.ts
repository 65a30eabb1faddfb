import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** What the rollout tells its worker about an activity; the worker may die of it. */
export interface ActivitySinks extends Sinks {
  activities: { scheduled(name: string): void; returned(name: string): void };
}

/** Workflow code: names each activity after its type and how often that was called, the same in every run of a story. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const { activities } = proxySinks<ActivitySinks>();
  const calls = new Map<string, number>();
  return {
    outbound: [
      {
        async scheduleActivity(input, next) {
          const number = (calls.get(input.activityType) ?? 0) + 1;
          calls.set(input.activityType, number);
          const activityId = `${input.activityType}#${number}`;
          activities.scheduled(activityId);
          const result = await next({ ...input, options: { ...input.options, activityId } });
          activities.returned(activityId);
          return result;
        },
      },
    ],
  };
};
