import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Edit } from '../../../infra/demo/edits.ts';
import { takeInventory } from '../../../infra/demo/routers/inventory.ts';
import { totalsOf } from '../../../infra/local/traffic/timeline.ts';
import { readListeners } from '../../../infra/local/up/listeners.ts';
import { buildCart } from '../alb/cart.ts';
import { ROLLOUT, startLabOf } from '../alb/lab.ts';
import { patiently } from '../patiently.ts';
import { openCdk, type Cdk } from './cdk.ts';

/** The example's service has no secret. */
const UNSIGNED: Edit = {
  file: 'server.mjs',
  from: 'process.env.SIGNING_KEY',
  to: "'nobody checks out'",
};

const { modules } = parseArgs({ options: { modules: { type: 'string' } } }).values;
if (modules === undefined)
  throw new Error('--modules names the node_modules with aws-cdk and aws-cdk-lib: docs/load-balancer.md');

let cdk!: Cdk;
let first!: Readonly<Record<string, string>>;
const lab = await startLabOf(async (cloud, stateFolder) => {
  cdk = openCdk(join(stateFolder, 'cdk'), resolve(modules), cloud.env);
  first = { environment: cloud.endpoints.environment, image: buildCart(stateFolder, 'first', [UNSIGNED]) };
  await deploy(first);
  const { RuleArn: rule = '', ListenerArn: listener } = cdk.outputs();
  const address = await patiently(async () =>
    (await readListeners(cloud.endpoints)).find(({ listenerArn }) => listenerArn === listener),
  );
  return { name: 'cart', rule, address };
});

try {
  await lab.until(async () => (await lab.services()).includes('cart 2'));
  await findsNothingToDo('before any rollout');
  const before = await takeInventory(lab.cloud);
  const traffic = lab.callService();

  const start = lab.start(lab.build('second', [UNSIGNED], { provisioner: { kind: 'ecs' } }));
  assert.equal(await start.exitCode, 0, start.printed());
  const promoted = await takeInventory(lab.cloud);
  assert.deepEqual(promoted, { ...before, revisions: { ...before.revisions, cart: 'cart:2' } });
  await findsNothingToDo('after a promotion');
  assert.match(await deploy(first), /\(no changes\)/);
  assert.deepEqual(await takeInventory(lab.cloud), promoted);

  const undo = lab.serin('undo', ROLLOUT, '--reason', 'no butter', '--watch');
  assert.equal(await undo.exitCode, 0, undo.printed());
  assert.deepEqual(await takeInventory(lab.cloud), before);
  await findsNothingToDo('after its undo');

  const again = lab.start(lab.build('third', [UNSIGNED], { provisioner: { kind: 'ecs' } }));
  assert.equal(await again.exitCode, 0, again.printed());
  const totals = totalsOf(await traffic.stop());
  assert.deepEqual(failed(totals), []);
  assert.deepEqual(Object.keys(totals).sort(), ['first', 'second', 'third']);

  // Another property of the service is changed, and with it comes a task definition of the stack's own.
  const calls = lab.callService();
  await lab.until(async () => Object.keys(totalsOf(calls.timeline())).length > 0);
  await deploy({ environment: first['environment']!, graceSeconds: '61' });
  const answered = totalsOf(await calls.stop());
  assert.deepEqual(Object.keys(answered), ['third']);
  assert.deepEqual(failed(answered), []);
  assert.deepEqual(await lab.services(), ['cart 2']);
  console.log('with another grace period: the image that is recorded');
} finally {
  await lab.close();
}

function failed(totals: ReturnType<typeof totalsOf>): string[] {
  for (const [version, { requests, errors }] of Object.entries(totals))
    console.log(`${version}: ${requests} requests, ${errors} failed`);
  return Object.keys(totals).filter((version) => totals[version]!.errors > 0);
}

/** Throws with the differences that the CDK finds, in a change set as well as between templates. */
async function findsNothingToDo(when: string): Promise<void> {
  for (const method of ['change-set', 'template']) {
    const said = await cdk.run('diff', first, '--fail', `--method=${method}`);
    assert.match(said, /Number of stacks with differences: 0/);
  }
  console.log(`${when}: no differences`);
}

function deploy(context: Readonly<Record<string, string>>): Promise<string> {
  return cdk.run('deploy', context, '--require-approval=never', '--outputs-file=outputs.json');
}
