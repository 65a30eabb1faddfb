/** What a dashboard asks of Temporal; workers ask for other things. */
const OPERATIONS = [
  'QueryWorkflow',
  'DescribeWorkflowExecution',
  'ListWorkflowExecutions',
  'CountWorkflowExecutions',
  'GetWorkflowExecutionHistoryReverse',
];

/** How many requests of each kind Temporal's server has had, by its own metrics. */
export async function askedOfTemporal(metrics: string): Promise<Map<string, number>> {
  const text = await (await fetch(metrics)).text();
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, labels = '', value = ''] = /^service_requests(?:_total)?\{([^}]*)\} (\S+)/.exec(line) ?? [];
    const [, operation = ''] = /operation="([^"]+)"/.exec(labels) ?? [];
    if (!labels.includes('service_name="frontend"') || !OPERATIONS.includes(operation)) continue;
    counts.set(operation, (counts.get(operation) ?? 0) + Number(value));
  }
  return counts;
}

/** Requests a second of each kind while something goes on, and all together. */
export async function ratesDuring(metrics: string, act: () => Promise<unknown>) {
  const [before, began] = [await askedOfTemporal(metrics), Date.now()];
  await act();
  const [after, seconds] = [await askedOfTemporal(metrics), (Date.now() - began) / 1000];
  const rates = [...after].map(([operation, count]) => ({
    operation,
    rate: (count - (before.get(operation) ?? 0)) / seconds,
  }));
  return { all: rates.reduce((sum, { rate }) => sum + rate, 0), rates };
}
