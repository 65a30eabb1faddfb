import type { Readable } from 'node:stream';
import { BadLine } from './protocol.ts';

/** Far above any bucket: what never ends is no line. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The lines of a stream as they come in, without their ends. A caller that stops early destroys the stream, so that
 * nothing waits for a writer who keeps it open.
 *
 * @throws BadLine for a line of more than 16 Mi characters
 */
export async function* linesOf(input: Readable): AsyncGenerator<string> {
  let begun: string[] = [];
  for await (const chunk of input.setEncoding('utf8') as AsyncIterable<string>) {
    const [end = '', ...lines] = chunk.split('\n');
    begun.push(end);
    const next = lines.pop();
    if (next !== undefined) {
      yield begun.join('');
      yield* lines;
      begun = [next];
    }
    const length = begun.reduce((sum, part) => sum + part.length, 0);
    if (length > LONGEST_LINE) throw new BadLine(`longer than ${LONGEST_LINE} characters`);
  }
  yield begun.join('');
}
