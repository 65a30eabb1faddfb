import { watchHealth, type Health } from '../../../../infra/local/tasks/health.ts';

/** The changes of health that these answers of a probe lead to, with no time between them. */
async function changesFor(
  answers: boolean[],
  check: { retries?: number; startPeriod?: number },
): Promise<Health[]> {
  const over = new AbortController();
  const changes: Health[] = [];
  const probe = async () => {
    const answer = answers.shift();
    if (answers.length === 0) over.abort();
    return answer ?? false;
  };
  // The last answer only ends the watch.
  answers.push(true);
  await watchHealth({ interval: 0, ...check }, probe, (health) => changes.push(health), over.signal);
  return changes;
}

describe('watchHealth', () => {
  it('tells a container healthy by its first good answer, and only changes after that', async () => {
    expect(await changesFor([true, true, true], {})).toEqual(['HEALTHY']);
  });

  it('tells a container unhealthy after as many failures in a row as it has retries', async () => {
    expect(await changesFor([true, false, true, false, false], { retries: 2 })).toEqual([
      'HEALTHY',
      'UNHEALTHY',
    ]);
  });

  it('tells a container healthy again', async () => {
    const answers = [true, false, false, true];
    expect(await changesFor(answers, { retries: 2 })).toEqual(['HEALTHY', 'UNHEALTHY', 'HEALTHY']);
  });

  it('does not count failures of a container that is still starting', async () => {
    expect(await changesFor([false, false, false, true], { retries: 1, startPeriod: 3600 })).toEqual([
      'HEALTHY',
    ]);
  });
});
