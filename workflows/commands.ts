import { setHandler } from '@temporalio/workflow';
import { abortSignal, pauseSignal, promoteSignal, resumeSignal, type CommandInput } from './messages.ts';
import { isoTime, nowSeconds, type Progress } from './progress.ts';
import type { CommandRecord } from './rollout/status.ts';

/** What operators wish. Handlers only note it here; the story acts on it. */
export interface Commands {
  paused: boolean;
  /** How often a held rollout was told to go on. */
  resumes: number;
  /** End the present bake; with `all`, every bake that is left. */
  promotion: 'step' | 'all' | undefined;
  abort: CommandRecord | undefined;
}

/** Starts to listen. To be called before the first await, so that no early signal is lost. */
export function receiveCommands(progress: Progress): Commands {
  const commands: Commands = { paused: false, resumes: 0, promotion: undefined, abort: undefined };
  const seen = new Set<string>();

  const on =
    (command: string, apply: (record: CommandRecord, input: Record<string, unknown>) => void) =>
    (given?: CommandInput) => {
      const input = fields(given);
      const id = typeof input['id'] === 'string' ? input['id'] : undefined;
      if (id !== undefined && seen.has(id)) return;
      if (id !== undefined) seen.add(id);
      const record = {
        at: isoTime(nowSeconds()),
        command,
        by: text(input['by'], 'unknown'),
        reason: text(input['reason'], 'none given'),
      };
      progress.status.commands = [...progress.status.commands, record];
      progress.note(`${command} by ${record.by}: ${record.reason}`);
      apply(record, input);
      progress.status.paused = commands.paused;
    };

  setHandler(
    pauseSignal,
    on('pause', () => (commands.paused = true)),
    { description: 'Hold the present weight, keep judging' },
  );
  setHandler(
    resumeSignal,
    on('resume', () => {
      commands.paused = false;
      commands.resumes += 1;
    }),
    { description: 'Go on after a pause, or judge anew when the rollout is held' },
  );
  setHandler(
    promoteSignal,
    on('promote', (_, { step }) => {
      commands.paused = false;
      commands.promotion = commands.promotion === 'all' || step !== true ? 'all' : 'step';
    }),
    { description: 'Go to 100 % and commit; with {"step": true} only end the present bake' },
  );
  setHandler(
    abortSignal,
    on('abort', (record) => (commands.abort ??= record)),
    {
      description: 'Give all traffic back to stable and remove the canary',
    },
  );
  return commands;
}

/** Signals come from people's shells too: a bare text is a reason, and nothing is fine. */
function fields(given: unknown): Record<string, unknown> {
  if (typeof given === 'string') return { reason: given };
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
}

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;
