import { globSync, readFileSync } from 'node:fs';

/** What a process has used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** Linux counts CPU time in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** What the kernel has counted of a process and of its children that have ended; Linux alone has it to be read. */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before it, in brackets, may have blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  const [, residentKb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { cpuSeconds: ticks / TICKS_PER_SECOND, memoryBytes: 1024 * Number(residentKb ?? NaN) };
}

/** The processes that run programs of these names, as far as they can be seen from here. */
export const pidsOf = (names: readonly string[]): number[] =>
  globSync('/proc/[0-9]*/comm').flatMap((file) => {
    try {
      return names.includes(readFileSync(file, 'utf8').trim()) ? [Number(file.split('/')[2])] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });

/** What all processes of these names have used; memory that they share counts for each. */
export function usageOfAll(names: readonly string[]): Usage {
  const usages = pidsOf(names).map(usageOf);
  const sum = (of: keyof Usage) => usages.reduce((all, usage) => all + usage[of], 0);
  return { cpuSeconds: sum('cpuSeconds'), memoryBytes: sum('memoryBytes') };
}
