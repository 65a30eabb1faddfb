import { activityInfo } from '@temporalio/activity';
import {
  Worker,
  type ActivityInterceptorsFactory,
  type InjectedSinks,
  type WorkerOptions,
} from '@temporalio/worker';
import { runWorker } from '../../../worker/run.ts';
import type { Boundary, Moment } from './boundary.ts';
import type { ActivitySinks } from './numbered-activities.ts';

/** Serin's worker; it dies by SIGKILL at the boundary that SERIN_DIES names as JSON, or lives where there is none. */
const boundary = JSON.parse(process.env['SERIN_DIES'] ?? 'null') as Boundary | null;

const isAt = (moment: Moment, activity: string): boolean =>
  boundary?.moment === moment && boundary.activity === activity;
const die = () => process.kill(process.pid, 'SIGKILL');

const dieInActivity: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      const { activityId } = activityInfo();
      if (isAt('started', activityId)) die();
      const result = await next(input);
      if (isAt('done', activityId)) die();
      return result;
    },
  },
});

/** Stops picking activities up; the rollout goes on. */
let stopActivities = async (): Promise<void> => undefined;

const sinks: InjectedSinks<ActivitySinks> = {
  activities: {
    // The command is on its way to the server only after this: it stays in the queue until somebody kills this process.
    scheduled: { fn: async (_info, name) => void (isAt('scheduled', name) && (await stopActivities())) },
    returned: { fn: (_info, name) => void (isAt('returned', name) && die()) },
  },
};

async function mortal(options: WorkerOptions): Promise<WorkerOptions> {
  const { workflowBundle: _, ...others } = options;
  const workflows = { workflowBundle: { codePath: process.env['SERIN_BUNDLE']! }, sinks };
  const interceptors = {
    ...others.interceptors,
    activity: [...(others.interceptors?.activity ?? []), dieInActivity],
  };
  if (boundary?.moment !== 'scheduled') return { ...others, ...workflows, interceptors };

  const worker = await Worker.create({ ...others, interceptors });
  const running = worker.run();
  stopActivities = async () => {
    worker.shutdown();
    await running;
  };
  return { ...others, ...workflows, activities: {} };
}

await runWorker(
  (address, taskQueue) => console.log(JSON.stringify({ ready: true, address, taskQueue })),
  mortal,
);
