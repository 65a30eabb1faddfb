import { existsSync, readFileSync } from 'node:fs';

const tailLines = 20;

/** The last lines of a log, for an error message. */
export function logTail(file: string): string {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  const tail = lines.slice(-tailLines).filter((line) => line !== '');
  return tail.length === 0 ? `its log ${file} is empty` : `the end of its log ${file}:\n${tail.join('\n')}`;
}
