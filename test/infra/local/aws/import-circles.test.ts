import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const circleIn = (folder: string): string[] =>
  execFileSync(resolve('.serin/python/bin/python'), [join(import.meta.dirname, 'import_circle.py'), folder], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((line) => line !== '');

it('no import circle is in the Python code of the local AWS', () => {
  expect(circleIn('infra/local/aws/awslab')).toEqual([]);
});

it.each([
  ['by name', 'from ..a import x'],
  ['as a module', 'from .. import a'],
  ['by its whole path', 'import planted.a'],
  ['inside of a function', 'def late():\n    from ..a import x\n    return x'],
])('a circle that is closed %s would be found', (_, closing) => {
  const folder = mkdtempSync(join(tmpdir(), 'serin-circle-'));
  try {
    const files = {
      'planted/__init__.py': '',
      'planted/a.py': 'from . import b',
      'planted/b.py': 'from .inner.c import y',
      'planted/inner/__init__.py': '',
      'planted/inner/c.py': closing,
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    expect(new Set(circleIn(join(folder, 'planted')))).toEqual(
      new Set(['planted.a', 'planted.b', 'planted.inner.c']),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
