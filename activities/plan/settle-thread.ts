import { parentPort } from 'node:worker_threads';
import { settlePlan } from './settle.ts';

// What a thread of `settlingApart` runs.
parentPort?.on('message', (input: unknown) => parentPort?.postMessage(settlePlan(input)));
parentPort?.postMessage('ready');
