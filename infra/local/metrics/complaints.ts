/** Says that something fails when it starts to, and that it works again; not how often it has failed meanwhile. */
export function createComplaints(log: (line: string) => void) {
  const failing = new Set<string>();
  return async function attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
      if (failing.delete(what)) log(`${what} works again`);
    } catch (error) {
      if (!failing.has(what)) log(`${what} fails: ${(error as Error).message}`);
      failing.add(what);
    }
  };
}
