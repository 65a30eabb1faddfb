import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { encryption } from '../../../encryption/data-converter.ts';
import { rolloutsOf } from '../../../dashboard/server/rollouts.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';
import { worldServing } from '../../fakes/world.ts';
import { startHarness, type Harness } from '../../workflows/harness.ts';
import { dashboardOf } from '../dashboard-of.ts';

const KEY = randomBytes(32).toString('base64');
const REASON = 'graphs of the till look bad';

let folder: string;
let harness: Harness;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serin-keys-'));
  writeFileSync(join(folder, 'keys'), `key-1 ${KEY}\n`, { mode: 0o600 });
  const { dataConverter } = await encryption({ SERIN_CODEC_KEY_FILE: join(folder, 'keys') });
  harness = await startHarness({ codecs: dataConverter?.payloadCodecs ?? [] });
});
afterAll(async () => {
  await harness?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('the server decrypts what Temporal cannot read, and a browser gets pages, never the key', async () => {
  const answers: string[] = [];
  await harness.run(worldServing('v1'), rolloutYaml(), async (handle, sleep) => {
    await sleep(10);
    await handle.signal('pause', { by: 'ann', reason: REASON });
    const { client } = harness.env;
    const app = await dashboardOf(rolloutsOf({ client, address: 'here', close: () => Promise.resolve() }));
    for (const url of ['/rollouts/shop/cart', '/live/rollouts/shop/cart']) {
      const { body } = await app.inject({ url, headers: { host: '127.0.0.1' } });
      answers.push(body);
    }
    await app.close();
    const keyless = new Client({ connection: client.connection, namespace: client.options.namespace });
    const history = await keyless.workflow.getHandle(handle.workflowId).fetchHistory();
    const kept = Buffer.concat(
      (history.events ?? []).flatMap(
        ({ workflowExecutionSignaledEventAttributes: signaled }) =>
          signaled?.input?.payloads?.flatMap(({ data }) => data ?? []) ?? [],
      ),
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.includes(REASON)).toBe(false);
    await handle.signal('abort', { by: 'ann' });
  });
  for (const answer of answers) {
    expect(answer).toContain(REASON);
    expect(answer).not.toContain(KEY);
    expect(answer).not.toContain('key-1');
  }
});
