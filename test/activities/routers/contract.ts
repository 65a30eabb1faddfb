import type { TrafficRouter } from '../../../activities/routers/router.ts';
import type { TrafficSplit } from '../../../workflows/rollout/traffic-split.ts';
import { eventually } from '../../infra/local/eventually.ts';

/** A router of a kind in a world of its own, for a service that may have versions `old` and `new`. */
export interface RouterUnderTest {
  readonly router: TrafficRouter;
  /** Makes a version run, as what provisions it does before it gets traffic. */
  run(version: 'old' | 'new'): Promise<void>;
  /** The split as it is in truth, where the router's own reads may lag. */
  read(): Promise<TrafficSplit>;
  /** How often something was written so far. */
  writes(): Promise<number>;
}

const split = (...shares: [string, number][]): TrafficSplit =>
  shares.map(([version, weight]) => ({ version, weight }));

/** Writes as an activity does, which is tried again when it fails: what was just made may not be seen yet. */
const write = (router: TrafficRouter, wanted: TrafficSplit) =>
  eventually(() =>
    router.write(wanted).then(
      () => true,
      () => false,
    ),
  );

/** What every router keeps to; `start` makes one that knows no version yet. */
export function routerContract(start: () => Promise<RouterUnderTest>): void {
  it('knows no version at first', async () => {
    const { read } = await start();
    expect(await read()).toEqual([]);
  });

  it('names what it changes alike at all times, so that one rollout at a time can hold it', async () => {
    const { router, run } = await start();
    const changes = await router.changes();
    expect(changes).not.toEqual([]);
    await run('old');
    await write(router, split(['old', 100]));
    expect(await router.changes()).toEqual(changes);
  });

  it('reads back what was written, in its order', async () => {
    const { router, run, read } = await start();
    await run('old');
    await write(router, split(['old', 100]));
    expect(await read()).toEqual(split(['old', 100]));
    await run('new');
    for (const wanted of [
      split(['old', 67], ['new', 33]),
      split(['old', 0], ['new', 100]),
      split(['new', 100]),
    ]) {
      await write(router, wanted);
      expect(await read()).toEqual(wanted);
    }
  });

  it('changes nothing when a split is written again', async () => {
    const { router, run, read } = await start();
    await run('old');
    await run('new');
    await write(router, split(['old', 90], ['new', 10]));
    await write(router, split(['old', 90], ['new', 10]));
    expect(await read()).toEqual(split(['old', 90], ['new', 10]));
  });

  it('gives back what it has just taken, before anybody can read that it was taken', async () => {
    const { router, run, read } = await start();
    await run('old');
    await write(router, split(['old', 100]));
    await run('new');
    await write(router, split(['old', 90], ['new', 10]));
    await write(router, split(['old', 100], ['new', 0]));
    expect(await read()).toEqual(split(['old', 100], ['new', 0]));
  });

  it('takes the service off by an empty split, also when it is off already', async () => {
    const { router, run, read } = await start();
    await run('old');
    await write(router, split(['old', 100]));
    await write(router, []);
    await write(router, []);
    expect(await read()).toEqual([]);
  });

  it('refuses a version that does not run, and keeps the split it has', async () => {
    const { router, run, read } = await start();
    await run('old');
    await write(router, split(['old', 100]));
    await expect(router.write(split(['old', 50], ['ghost', 50]))).rejects.toThrow();
    expect(await read()).toEqual(split(['old', 100]));
  });

  it('writes nothing when it only reads', async () => {
    const { router, run, writes } = await start();
    await run('old');
    await write(router, split(['old', 100]));
    const before = await writes();
    await router.read();
    expect(await writes()).toBe(before);
  });
}
