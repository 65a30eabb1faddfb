import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLanes } from '../lanes/lanes.ts';
import { shareOut } from '../lanes/share-out.ts';
import { runCell } from './cell.ts';
import { allCells, discoverCalls } from './discover.ts';
import { toMarkdown } from './table.ts';

/** Runs the whole fault table, or the cells that match `--only`; prints it, and writes it down when it is whole. */
const only = new RegExp(process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ?? '');
const lanesAtOnce = 6;
const file = join(import.meta.dirname, '../../../docs/faults.md');

const { lanes, close } = await openLanes(lanesAtOnce);
try {
  await Promise.all(lanes.map((lane) => lane.startWorker()));
  const cells = allCells(await discoverCalls(lanes[0]!));
  const chosen = cells.filter(({ when, action, kind }) => only.test(`${when} ${action} ${kind}`));
  const results = await shareOut(lanes, chosen, async (lane, cell) => {
    const result = await runCell(lane, cell);
    console.error(JSON.stringify({ lane: lane.name, ...result }));
    return result;
  });
  const table = toMarkdown(results);
  console.log(table);
  if (chosen.length === cells.length) writeFileSync(file, `${introduction(results.length)}\n${table}`);
  const bad = results.filter(({ wrongs, failedRequests }) => wrongs.length > 0 || failedRequests > 0);
  console.log(`${results.length} cells, ${bad.length} of them wrong`);
  process.exitCode = bad.length > 0 ? 1 : 0;
} finally {
  await close();
}

function introduction(count: number): string {
  return `# What becomes of a rollout when AWS fails

${count} rollouts on the local cloud, each with one fault: every call that a rollout makes, at every time that it makes it.
Throttled and 5xx: five times in a row. Time-out: the answer does not come before the client gives up. Lost reply: the call has had its
effect, but nobody is told, twice. Access denied and not found: until it is lifted. In brackets, how often the call failed; _once lifted_: the
rollout could go neither forward nor back, said so in its status and tried again until the fault was gone. After each, by AWS's own
API: one version has all traffic, its tasks run, it is recorded, and nothing of the other is left. Not one request of the callers failed.

Made by \`npm run faults\`.
`;
}
