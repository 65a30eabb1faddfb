import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourcesKey, workflowBundle } from '../../worker/workflow-bundle.ts';

const root = mkdtempSync(join(tmpdir(), 'serin-bundle-'));
beforeAll(() => {
  mkdirSync(join(root, 'workflows', 'rollout'), { recursive: true });
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'workflows', 'rollout', 'decide.ts'), 'export const two = 2;');
});
afterAll(() => rmSync(root, { recursive: true }));

it.each<[string, () => void]>([
  ['a file changes', () => writeFileSync(join(root, 'workflows/rollout/decide.ts'), 'export const two = 3;')],
  ['a file is added', () => writeFileSync(join(root, 'workflows/index.ts'), '')],
  ['a file is renamed', () => renameSync(join(root, 'workflows/index.ts'), join(root, 'workflows/main.ts'))],
  ['a package changes', () => writeFileSync(join(root, 'package-lock.json'), '{"a":1}')],
])('a bundle is made anew when %s', async (_, change) => {
  const before = await sourcesKey(root);
  change();
  expect(await sourcesKey(root)).not.toBe(before);
});

it('a bundle is used again as long as its sources are the same, wherever they are', async () => {
  const copy = join(root, 'copy');
  mkdirSync(copy);
  for (const part of ['workflows', 'package-lock.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  expect(await sourcesKey(copy)).toBe(await sourcesKey(root));
  expect(await workflowBundle()).toEqual(await workflowBundle());
});
