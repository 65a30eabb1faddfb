import { isNativeError } from 'node:util/types';
import { DefaultLogger, type LogLevel } from '@temporalio/worker';
import { withoutCredentials } from '../activities/redaction.ts';
import { rolloutOwner } from '../workflows/messages.ts';

/** By the setting's words, from the most to the least. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/**
 * Writes what the worker and Temporal's SDK say as JSON lines: `time`, `level`, `message`, whose rollout it is about (`environment`,
 * `service`, `version`, `runId`), and what else belongs to it.
 *
 * @param write takes a line; standard error unless given
 */
export function jsonLogger(
  level: (typeof LOG_LEVELS)[number],
  write: (line: string) => void = (line) => void process.stderr.write(line),
): DefaultLogger {
  const isDetailed = level === 'trace' || level === 'debug';
  return new DefaultLogger(
    level.toUpperCase() as LogLevel,
    ({ timestampNanos, level, message, meta = {} }) => {
      const { error, taskToken: _, workflowId, workflowRunId, ...others } = meta as Fields;
      const entry = {
        time: new Date(Number(timestampNanos / 1_000_000n)).toISOString(),
        level: level.toLowerCase(),
        message,
        ...(typeof workflowId === 'string' && { workflowId, ...rolloutOwner(workflowId) }),
        ...(workflowRunId !== undefined && { runId: workflowRunId }),
        ...others,
        ...(error !== undefined && failureFields(error, isDetailed)),
      };
      write(`${withoutCredentials(JSON.stringify(entry, writable))}\n`);
    },
  );
}

type Fields = Readonly<Record<string, unknown>>;

/** A failure that somebody meant, such as an abort or AWS's refusal, is a sentence; of a mistake it is told where in the code it was made. */
function failureFields(error: unknown, isDetailed: boolean): Fields {
  // One of a workflow comes as a copy from another realm.
  if (!isNativeError(error)) return { error: String(error) };
  const { message, stack, name } = error;
  const type = 'type' in error && typeof error.type === 'string' ? error.type : name;
  return { error: message, errorType: type, ...((isDetailed || MISTAKES.test(type)) && { stack }) };
}

/** Errors of the language, which no outside world throws. */
const MISTAKES = /^(?:Type|Reference|Range|Syntax)Error$/;

const writable = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
