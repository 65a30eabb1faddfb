import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { named } from '../activities/failures.ts';

/** Names every activity's failure after the error behind it. */
export const nameFailures: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        throw named(error);
      }
    },
  },
});
