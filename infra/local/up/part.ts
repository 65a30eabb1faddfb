import { startProcess, endProcess, type HostProcess } from '../processes/host-process.ts';
import { logTail } from './log-tail.ts';

export type PartName =
  'aws' | 'temporal' | 'mesh' | 'balancer' | 'tasks' | 'metrics' | 'traces' | 'worker' | 'dashboard';

/** Ports by their purpose, as a part announces them. */
export type Addresses = Readonly<Record<string, number>>;

export interface PartSpec {
  readonly name: PartName;
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** The command that starts it; a restarted part gets the addresses back that it had. */
  readonly command: (previous: Addresses | undefined) => readonly string[] | Promise<readonly string[]>;
  /** Resolves when the part serves. */
  readonly ready: (process: HostProcess, command: readonly string[]) => Promise<Addresses>;
  /** How often a start is tried; a part that must be given its ports may find them taken meanwhile. */
  readonly attempts?: number;
}

/** A running part of the local cloud. */
export interface Part {
  readonly name: PartName;
  /** Of its process: another one once it was started again. */
  readonly pid: number;
  readonly addresses: Addresses;
  /** Resolves with a sentence when the part ends unasked. */
  readonly died: Promise<string>;
  /** Sends a signal, and resolves when the part has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts a part again that was killed, at the addresses it had. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const readyMillis = 60_000;
const stopSeconds = 5;

/** Starts a part and waits until it serves; throws an Error that names the part and shows the end of its log. */
export async function startPart(spec: PartSpec): Promise<Part> {
  let asked = false;
  let announceDeath: (sentence: string) => void;
  const died = new Promise<string>((resolve) => (announceDeath = resolve));
  let { process, addresses } = await startAnew(spec, undefined);
  watch(process);

  return {
    name: spec.name,
    get pid() {
      return process.child.pid!;
    },
    get addresses() {
      return addresses;
    },
    died,
    async kill(signal) {
      asked = true;
      process.child.kill(signal);
      await process.exited;
    },
    async restart() {
      ({ process, addresses } = await startAnew(spec, addresses));
      asked = false;
      watch(process);
    },
    async stop() {
      asked = true;
      process.child.stdin?.end();
      await endProcess(process, stopSeconds);
    },
  };

  function watch(current: HostProcess): void {
    void current.exited.then((code) => {
      if (!asked) announceDeath(`${spec.name} ended with exit code ${code}; ${logTail(spec.logFile)}`);
    });
  }
}

async function startAnew(spec: PartSpec, previous: Addresses | undefined) {
  for (let attempt = 1; ; attempt++) {
    const command = await spec.command(previous);
    const { env, logFile } = spec;
    const process = startProcess(command, { env, logFile, stdio: 'piped' });
    try {
      return { process, addresses: await readyInTime(spec, process, command) };
    } catch (error) {
      await endProcess(process, 0);
      if (attempt >= (spec.attempts ?? 1)) throw error;
    }
  }
}

async function readyInTime(
  spec: PartSpec,
  process: HostProcess,
  command: readonly string[],
): Promise<Addresses> {
  const failure = (what: string) => new Error(`${spec.name} ${what}; ${logTail(spec.logFile)}`);
  const { promise: gaveUp, stop } = rejectAfter(readyMillis, () => failure('did not get ready'));
  const ended = process.exited.then((code) => {
    throw failure(`ended with exit code ${code} before it was ready`);
  });
  try {
    return await Promise.race([spec.ready(process, command), ended, gaveUp]);
  } finally {
    stop();
    ended.catch(() => undefined);
  }
}

function rejectAfter(millis: number, failure: () => Error) {
  let timer: NodeJS.Timeout;
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failure()), millis);
  });
  return { promise, stop: () => clearTimeout(timer) };
}
