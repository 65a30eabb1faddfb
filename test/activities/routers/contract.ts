import type { TrafficRouter } from '../../../activities/routers/router.ts';
import type { TrafficSplit } from '../../../workflows/rollout/traffic-split.ts';

/** A router of a kind in a world of its own, for a service that may have versions `old` and `new`. */
export interface RouterUnderTest {
  readonly router: TrafficRouter;
  /** Makes a version run, as what provisions it does before it gets traffic. */
  run(version: 'old' | 'new'): Promise<void>;
  /** How often something was written so far. */
  writes(): Promise<number>;
}

const split = (...shares: [string, number][]): TrafficSplit =>
  shares.map(([version, weight]) => ({ version, weight }));

/** What every router keeps to; `start` makes one that knows no version yet. */
export function routerContract(start: () => Promise<RouterUnderTest>): void {
  it('knows no version at first', async () => {
    const { router } = await start();
    expect(await router.read()).toEqual([]);
  });

  it('reads back what was written, in its order', async () => {
    const { router, run } = await start();
    await run('old');
    await router.write(split(['old', 100]));
    expect(await router.read()).toEqual(split(['old', 100]));
    await run('new');
    for (const wanted of [
      split(['old', 67], ['new', 33]),
      split(['old', 0], ['new', 100]),
      split(['new', 100]),
    ]) {
      await router.write(wanted);
      expect(await router.read()).toEqual(wanted);
    }
  });

  it('changes nothing when a split is written again', async () => {
    const { router, run } = await start();
    await run('old');
    await run('new');
    await router.write(split(['old', 90], ['new', 10]));
    await router.write(split(['old', 90], ['new', 10]));
    expect(await router.read()).toEqual(split(['old', 90], ['new', 10]));
  });

  it('takes the service off by an empty split, also when it is off already', async () => {
    const { router, run } = await start();
    await run('old');
    await router.write(split(['old', 100]));
    await router.write([]);
    await router.write([]);
    expect(await router.read()).toEqual([]);
  });

  it('refuses a version that does not run, and keeps the split it has', async () => {
    const { router, run } = await start();
    await run('old');
    await router.write(split(['old', 100]));
    await expect(router.write(split(['old', 50], ['ghost', 50]))).rejects.toThrow();
    expect(await router.read()).toEqual(split(['old', 100]));
  });

  it('writes nothing when it only reads', async () => {
    const { router, run, writes } = await start();
    await run('old');
    await router.write(split(['old', 100]));
    const before = await writes();
    await router.read();
    expect(await writes()).toBe(before);
  });
}
