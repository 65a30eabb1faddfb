#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { runDashboard } from './run.ts';

/** The dashboard as a process of its own, for this machine alone; a line of JSON says when it serves. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, 'temporal-ui': { type: 'string' } },
});
const { port, 'temporal-ui': temporalUi } = values;
runDashboard({ port: Number(port), ...(temporalUi !== undefined && { temporalUi }) }, (url) =>
  console.log(JSON.stringify({ ready: true, port: Number(new URL(url).port) })),
).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
