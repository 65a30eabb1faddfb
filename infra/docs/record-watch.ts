import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { terminalSvg, unstyled, type Frame } from './terminal-svg.ts';

// Records "serin watch ROLLOUT" from its beginning to its end, in terminals of several widths at once, and keeps what was seen in the
// documents: node infra/docs/record-watch.ts ENVIRONMENT/SERVICE. The rollout is in the Temporal that the environment names.
const COLUMNS = [60, 80, 140];
const ROWS = 26;
const MOST_FRAMES = 8;

/** Python's standard library has what Node.js lacks: a terminal for a program to run in. */
const IN_A_TERMINAL = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';

const [rollout = ''] = process.argv.slice(2);
/** All that the command sent to its terminal. */
async function watched(columns: number): Promise<string> {
  const line = `stty cols ${columns} rows ${ROWS}; exec ${resolve('bin/serin')} watch "$0"`;
  const args = ['-c', IN_A_TERMINAL, '/bin/sh', '-c', line, rollout];
  const { CI: _, NO_COLOR: __, ...env } = process.env;
  const child = spawn(resolve('.serin/python/bin/python'), args, {
    env: { ...env, TERM: 'xterm-256color', TZ: 'Europe/Berlin' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(child, 'close');
  return text;
}

/** The pictures, each of which erases the one before it. */
const framesIn = (text: string): Frame[] =>
  text.split(/\u001b\[\d+A\u001b\[0J/).map((frame) => frame.trimEnd().split(/\r?\n/));

/** Of pictures that differ by a second of their countdown, the last one: one for each thing that happened, the latest ones of many. */
function moments(frames: readonly Frame[]): Frame[] {
  const told = (frame: Frame | undefined) => (frame ?? []).slice(1).map(unstyled).join('\n');
  const last = frames.filter((frame, i) => told(frame) !== told(frames[i + 1]));
  const every = Math.max(1, (last.length - 1) / (MOST_FRAMES - 1));
  const chosen = Array.from({ length: Math.min(MOST_FRAMES, last.length) }, (_, i) => Math.round(i * every));
  return chosen.flatMap((i) => last.slice(i, i + 1));
}

await Promise.all(
  COLUMNS.map(async (columns) => {
    const frames = moments(framesIn(await watched(columns)));
    writeFileSync(`docs/images/watch-${columns}.svg`, terminalSvg(frames, columns));
    console.log(`docs/images/watch-${columns}.svg  ${frames.length} pictures`);
  }),
);
