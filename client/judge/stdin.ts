import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { linesOf } from './lines.ts';
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
  let number = 1;
  try {
    for await (const text of linesOf(input)) {
      const line = text.trim() === '' ? undefined : parseLine(text);
      if (line?.type === 'scenario') session = startSession(line, options);
      else if (line) {
        const answer = takeLine(needSession(session), line);
        if (answer && !output.write(`${JSON.stringify(answer)}\n`)) await once(output, 'drain');
      }
      number += 1;
    }
    return 0;
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    errors.write(`line ${number}: ${error.message}\n`);
    return 2;
  }
}
