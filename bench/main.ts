import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageOf } from './page.ts';
import { PARTS, type BenchPart, type PartName } from './parts.ts';
import { isMissed, ratioLine, type Found } from './ratio.ts';

/**
 * Runs parts of the bench one after another, and shows their ratios as one table, as JSON and as a page with plots. Exit code 1 when a part failed or
 * missed a goal.
 *
 * usage: node bench/main.ts [PART...]
 */
const OUT = '.serin/bench';
const scratch = mkdtempSync(join(tmpdir(), 'serin-bench-'));
const names = process.argv.slice(2).map(known);
if (names.length === 0) {
  for (const [name, { measures, takes }] of Object.entries(PARTS))
    console.log(`${name.padEnd(16)} ${measures} (${takes})`);
  process.exit();
}

const run = {
  date: new Date().toISOString(),
  cores: availableParallelism(),
  parts: {} as Record<string, Found>,
};
let failed = false;
for (const name of names) {
  const { measures, takes } = PARTS[name];
  console.log(`${name}: ${measures}; takes ${takes}`);
  const found = await foundBy(name, PARTS[name]);
  if (found) run.parts[name] = found;
  else failed = true;
}
rmSync(scratch, { recursive: true });
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, 'results.json'), `${JSON.stringify(run, null, 2)}\n`);
writeFileSync(join(OUT, 'index.html'), pageOf(run));

for (const [name, { ratios }] of Object.entries(run.parts)) {
  console.log(`\n${name}`);
  for (const ratio of ratios) console.log(`  ${ratioLine(ratio)}`);
}
console.log(`\n${OUT}/results.json, ${OUT}/index.html`);
for (const { summary } of Object.values(run.parts)) console.log(summary);
process.exitCode = failed || Object.values(run.parts).some(({ ratios }) => ratios.some(isMissed)) ? 1 : 0;

function known(name: string): PartName {
  if (name in PARTS) return name as PartName;
  throw new Error(`no part ${name}; there are ${Object.keys(PARTS).join(', ')}`);
}

/** Undefined where the part has failed, which it has told. */
async function foundBy(name: PartName, { program, args = [] }: BenchPart): Promise<Found | undefined> {
  const file = join(scratch, `${name}.json`);
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    stdio: 'inherit',
    env: { ...process.env, SERIN_BENCH_FOUND: file },
  });
  await once(child, 'exit');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Found;
  } catch {
    console.error(`${name} has found nothing`);
    return undefined;
  }
}
