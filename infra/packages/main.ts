import { buildAction } from './action.ts';
import { buildCommand } from './command.ts';
import { buildDashboard } from './dashboard.ts';
import { buildLocal } from './local.ts';
import { buildWorker } from './worker.ts';

/**
 * Builds what is published, as plain JavaScript: the command (`npm pack`) and the GitHub Action, the worker (`npm pack -w serin-worker`), the
 * dashboard (`npm pack -w serin-dashboard`) and the local cloud (`npm pack -w @serin/local`).
 */
for (const { folder, bytes } of [
  await buildCommand(),
  await buildAction(),
  await buildWorker(),
  await buildDashboard(),
  await buildLocal(),
]) {
  console.log(`${folder.padEnd(18)} ${(bytes / 1e6).toFixed(1)} MB`);
}
