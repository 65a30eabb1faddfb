import type { Call, Fault } from './journal.ts';

/** What the local AWS was asked, and what goes wrong with that. */
export interface AwsControls {
  /** Every call after the n-th. */
  callsSince(n: number): Promise<Call[]>;
  /** The number of the latest call. */
  latestCall(): Promise<number>;
  /** Replaces the faults in force; those of the callers whose user agent matches, where one is given. */
  setFaults(faults: readonly Fault[], caller?: string): Promise<void>;
}

export function awsControls(endpoint: string): AwsControls {
  const callsSince = async (n: number): Promise<Call[]> => {
    const response = await fetch(`${endpoint}/moto-api/lab/calls?since=${n}`);
    return ((await response.json()) as { calls: Call[] }).calls;
  };
  return {
    callsSince,
    latestCall: async () => (await callsSince(0)).at(-1)?.n ?? 0,
    async setFaults(faults, caller = '') {
      const response = await fetch(`${endpoint}/moto-api/lab/faults?caller=${encodeURIComponent(caller)}`, {
        method: 'POST',
        body: JSON.stringify(faults),
      });
      if (!response.ok) throw new Error(await response.text());
    },
  };
}
