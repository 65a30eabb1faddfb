import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lateness } from '../../bench/in-flight/carry-out.ts';
import { pageOf } from '../../bench/page.ts';
import { PARTS } from '../../bench/parts.ts';
import { quantile } from '../../client/simulation/quantile.ts';
import { isMissed, ratioLine } from '../../bench/ratio.ts';

const reached = { what: 'actions', value: 55, unit: 'a rollout', atMost: 60 };
const missed = { what: 'abort <in a crowd> ÷ alone', value: 2.345, unit: '×', atMost: 2 };

it('a goal is missed by more than it, and by what was not measured', () => {
  expect([reached, missed, { ...reached, value: 60 }, { ...reached, value: NaN }].map(isMissed)).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect(isMissed({ what: 'p50', value: 9, unit: '%' })).toBe(false);
});

it('a line has the value, its unit and its goal', () => {
  expect(ratioLine(missed)).toMatch(/^abort <in a crowd> ÷ alone +2\.35 × \(goal ≤ 2\) {2}MISSED$/);
});

it('the page has a bar for each ratio with a goal, marks those that miss it, and takes no text for markup', () => {
  const page = pageOf({
    date: '2026-11-30',
    cores: 2,
    parts: { abort: { ratios: [reached, missed, { what: 'p50', value: 1, unit: '%' }], summary: 'a & b' } },
  });
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page.match(/class="missed"/g)).toHaveLength(1);
  expect(page).toContain('abort &#60;in a crowd&#62; ÷ alone');
  expect(page).toContain('a &#38; b');
});

it('every part has its program', () => {
  for (const { program } of Object.values(PARTS)) expect(existsSync(join('bench', program))).toBe(true);
});

it('a weight is late by what its predecessor was kept beyond the bake', () => {
  const writes = [0, 61, 120].map((seconds) => ({ at: 1000 * seconds }));
  const [first, second] = lateness(writes, 60);
  expect(first).toBeCloseTo(1 / 60);
  expect(second).toBeCloseTo(-1 / 60);
});

it.each([
  [0.5, 50],
  [0.99, 99],
  [1, 100],
  [0, 1],
])('the quantile %d of 1 to 100 is %d', (share, value) => {
  expect(
    quantile(
      Array.from({ length: 100 }, (_, i) => 100 - i),
      share,
    ),
  ).toBe(value);
});
