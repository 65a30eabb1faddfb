import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { BadLine, parseLine } from './protocol.ts';
import {
  defaultSessionOptions,
  needSession,
  type Session,
  type SessionOptions,
  startSession,
  takeLine,
} from './session.ts';

interface Streams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

/**
 * Judges recorded or simulated buckets: reads JSON lines, answers each tick with one line before it reads on.
 * Resolves to the exit code: 0 at the end of input, 2 after a line that is not understood.
 */
export async function judgeLines(
  { input, output, errors }: Streams,
  options: SessionOptions = defaultSessionOptions,
): Promise<0 | 2> {
  let session: Session | undefined;
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() === '') continue;
    try {
      const line = parseLine(text);
      if (line.type === 'scenario') {
        session = startSession(line, options);
        continue;
      }
      const answer = takeLine(needSession(session), line);
      if (answer && !output.write(`${JSON.stringify(answer)}\n`)) await once(output, 'drain');
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      errors.write(`line ${number}: ${error.message}\n`);
      return 2;
    }
  }
  return 0;
}
