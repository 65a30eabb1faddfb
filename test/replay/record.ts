import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { deployJson } from '../fakes/deploy-json.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { World, worldServing } from '../fakes/world.ts';
import { startHarness, type Operator } from '../workflows/harness.ts';

/**
 * Records the histories that the replay test holds every later version of the workflow against. Run it when a new
 * shape is released, with that version's name as the argument; the histories of older versions stay.
 */
const [release] = process.argv.slice(2);
if (release === undefined) throw new Error('usage: npm run record -- RELEASE, such as 0.1.0');

const failing = worldServing('v1');
failing.canary = () => ({ requests: 100, errors: 50 });
const silent = worldServing('v1');
silent.canary = () => undefined;

const scaled = worldServing('v1');
scaled.copies = true;
scaled.scaled.set('v1', 'free');
const left = worldServing('v1');
left.running.add('v0');
left.split = [
  { version: 'v0', weight: 0 },
  { version: 'v1', weight: 100 },
];

const abortInBake: Operator = async (handle, sleep) => {
  await sleep(30);
  await handle.signal('abort', { by: 'ann', reason: 'bad graph' });
};
const pauseAndResume: Operator = async (handle, sleep) => {
  await sleep(30);
  await handle.signal('pause', { by: 'ann' });
  await sleep(600);
  await handle.signal('resume', { by: 'ann' });
};

const approveWhilePaused: Operator = async (handle, sleep) => {
  await sleep(100);
  await handle.signal('pause', { by: 'ann' });
  await sleep(100);
  await handle.signal('approve', { by: 'ann' });
  await sleep(600);
  await handle.signal('resume', { by: 'ann' });
};
const gated = rolloutYaml({ steps: [{ weight: 33, bakeSeconds: 60, gate: { by: ['ann'], seconds: 3600 } }] });

const rollouts: [name: string, world: World, file: object, operator?: Operator][] = [
  ['promoted', worldServing('v1'), deployJson()],
  ['promoted-after-pause', worldServing('v1'), deployJson(), pauseAndResume],
  ['approved-while-paused', worldServing('v1'), gated, approveWhilePaused],
  ['first-deployment', new World(), deployJson()],
  ['scaled', scaled, deployJson()],
  ['after-a-dead-rollout', left, deployJson()],
  ['rolled-back', failing, deployJson()],
  ['held-without-data', silent, deployJson({ ExtensionTimeout: 60, HoldTimeout: 120 })],
  ['aborted', worldServing('v1'), deployJson(), abortInBake],
];

const harness = await startHarness();
for (const [name, world, file, operator] of rollouts) {
  const { outcome, history } = await harness.run(world, file, operator);
  const path = join('test/replay/histories', `${release}-${name}.json`);
  // Stack traces name the folder that it was recorded in, which is nobody's business.
  writeFileSync(path, historyToJSON(history).replaceAll(`${process.cwd()}/`, ''));
  console.log(`${path}: ${outcome}, ${history.events?.length} events`);
}
await harness.close();
