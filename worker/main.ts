#!/usr/bin/env node
import { runWorker } from './run.ts';

/** The worker as a process of its own; a line of JSON says when it serves. */
runWorker((address, taskQueue) => console.log(JSON.stringify({ ready: true, address, taskQueue }))).catch(
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
