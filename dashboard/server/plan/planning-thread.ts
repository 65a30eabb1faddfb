import { parentPort } from 'node:worker_threads';
import { planFile } from './plan-file.ts';
import type { Planning } from './planning-apart.ts';

// What a thread of `planningApart` runs: it answers one file.
parentPort?.once('message', (order: Parameters<Planning>) => {
  void planFile(...order).then(
    (model) => parentPort?.postMessage({ model }),
    (error: unknown) =>
      parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
});
