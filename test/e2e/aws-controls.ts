import type { Call, Fault } from './journal.ts';

/** What the local AWS was asked, and what goes wrong with that. */
export interface AwsControls {
  /** Every call after the n-th. */
  callsSince(n: number): Promise<Call[]>;
  /** The number of the latest call. */
  latestCall(): Promise<number>;
  /** Replaces the faults in force; those of the callers whose user agent matches, where one is given. */
  setFaults(faults: readonly Fault[], caller?: string): Promise<void>;
  /** Faults that no call can meet any more: each has been met as often as it should be, the last time perhaps just now. */
  usedFaults(caller?: string): Promise<Fault[]>;
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
    async usedFaults(caller = '') {
      const response = await fetch(`${endpoint}/moto-api/lab/faults`);
      const { faults } = (await response.json()) as { faults: (Fault & { caller: string })[] };
      return faults.filter((fault) => fault.caller === caller && fault.times === 0);
    },
  };
}
