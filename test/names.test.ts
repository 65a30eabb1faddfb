import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Where the same act has a part on each of several floors: a command and its library, the story and its driver. */
const ON_SEVERAL_FLOORS = [
  'adopt',
  'begin',
  // What Temporal looks for in a module of interceptors.
  'interceptors',
  'judge',
  'reconcile',
  'reconcileService',
  'status',
  // A field of a file and an option of the command, of the same kind.
  'count',
  'fraction',
  'prometheus',
  'seconds',
];

const PRODUCT = ['workflows', 'activities', 'worker', 'client', 'dashboard', 'encryption'].map(
  (room) => `${room}/**.ts`,
);
const EXPORT = /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm;

it('no two functions or types of the product have one name for different things', () => {
  const files = execFileSync('git', ['ls-files', '--', ...PRODUCT], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const homes = new Map<string, string[]>();
  for (const file of files)
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(EXPORT))
      homes.set(name, [...(homes.get(name) ?? []), file]);
  expect(homes.size).toBeGreaterThan(800);
  const twice = [...homes].filter(([, { length }]) => length > 1);
  expect(twice.filter(([name]) => !ON_SEVERAL_FLOORS.includes(name))).toEqual([]);
  expect(ON_SEVERAL_FLOORS.filter((name) => !twice.some(([twin]) => twin === name))).toEqual([]);
});
