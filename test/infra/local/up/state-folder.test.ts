import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateFolderFrom } from '../../../../infra/local/up/state-folder.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'serin-state-')));
const inside = join(folder, 'services/cart');
mkdirSync(inside, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

it("is Serin's own from a folder that has none, nor has one above it", () => {
  expect(stateFolderFrom(inside)).toBe(join(process.cwd(), '.serin/local'));
});

it('is that of the nearest folder that has one', () => {
  mkdirSync(join(folder, '.serin'));
  expect(stateFolderFrom(inside)).toBe(join(folder, '.serin/local'));
  mkdirSync(join(inside, '.serin'));
  expect(stateFolderFrom(inside)).toBe(join(inside, '.serin/local'));
});
