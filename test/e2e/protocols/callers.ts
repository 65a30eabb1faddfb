import { setTimeout as sleep } from 'node:timers/promises';
import { unknownVersion, versionOf } from '../../../infra/local/traffic/version.ts';
import { grpcCaller, http2Caller, type Callee } from './caller.ts';

/** Calls that one version answered, or that nobody did. */
export interface Counts {
  calls: number;
  failed: number;
}

/** Calls of one service, one after the other, counted by who answered. */
export interface Callers {
  /** Of all calls that have ended until now. */
  counts(): Readonly<Record<string, Counts>>;
  /** Calls no more, and waits for the last answer. */
  stop(): Promise<void>;
}

const PAUSE_MILLIS = 30;

/** Calls a service until it is told to stop. */
export function keepCalling(protocol: 'http2' | 'grpc', callee: Callee): Callers {
  const { ask, close } = protocol === 'grpc' ? grpcCaller(callee) : http2Caller(callee);
  const counts: Record<string, Counts> = {};
  let stopped = false;
  const calling = (async () => {
    for (; !stopped; await sleep(PAUSE_MILLIS)) {
      const { cluster, failed } = await ask().catch(() => ({ cluster: unknownVersion, failed: true }));
      const ofVersion = (counts[versionOf(cluster, callee.service)] ??= { calls: 0, failed: 0 });
      ofVersion.calls += 1;
      if (failed) ofVersion.failed += 1;
    }
    close();
  })();
  return {
    counts: () => structuredClone(counts),
    stop() {
      stopped = true;
      return calling;
    },
  };
}
