import { parentPort } from 'node:worker_threads';
import type { PlanAsked } from '../../model/plan.ts';
import { planFile } from './plan-file.ts';

// What a thread of `planningApart` runs: it answers one file.
parentPort?.once('message', (asked: PlanAsked) => {
  void planFile(asked).then(
    (model) => parentPort?.postMessage({ model }),
    (error: unknown) =>
      parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
});
