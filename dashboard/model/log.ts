import { commandText } from '../../workflows/rollout/command-text.ts';
import type { RolloutStatus, Verified } from '../../workflows/rollout/status.ts';

/** One entry of a rollout's log: what happened, or what somebody asked for. */
export interface LogEntry {
  /** ISO time. */
  readonly at: string;
  readonly kind: 'event' | 'command' | 'warning';
  readonly what: string;
  readonly times?: number;
  /** Who asked, and why; where it was refused, by which words. */
  readonly by?: string;
  readonly reason?: string;
  readonly refused?: string;
  /** From where, and with which groups, where it is proven who asked. */
  readonly verified?: Verified;
}

/** What happened and who asked for what, the newest first. A command is noted as an event, too, which is left out here. */
export function logOf({ events, commands }: RolloutStatus): LogEntry[] {
  const asked = new Set(commands.map((each) => `${each.at} ${commandText(each)}`));
  const happened = events
    .filter(({ at, what }) => !asked.has(`${at} ${what}`))
    .map(({ at, what, times, latest = at }): LogEntry => ({
      at: latest,
      kind: what.startsWith('warning: ') ? 'warning' : 'event',
      what,
      ...(times !== undefined && { times }),
    }));
  const wanted = commands.map(({ at, command, by, reason, refused, verified }): LogEntry => ({
    at,
    kind: 'command',
    what: command,
    by,
    reason,
    ...(refused !== undefined && { refused }),
    ...(verified && { verified }),
  }));
  return [...happened, ...wanted]
    .map((entry, i) => ({ entry, i }))
    .sort((a, b) => b.entry.at.localeCompare(a.entry.at) || b.i - a.i)
    .map(({ entry }) => entry);
}
