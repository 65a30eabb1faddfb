import { setImmediate } from 'node:timers/promises';
import { createPace, type Clock } from '../../activities/pace.ts';

/** A clock by hand: time passes when it is told to, or to a sleep's end. */
function clock() {
  let millis = 0;
  const time: Clock = {
    now: () => millis,
    // After all that is to happen before.
    sleep: (more) => setImmediate().then(() => (millis += more)),
  };
  return { ...time, pass: (more: number) => (millis += more) };
}

/** When each of so many calls that come at once may be made. */
async function startsOf(calls: number, turn: () => Promise<void>, now: () => number): Promise<number[]> {
  return Promise.all(Array.from({ length: calls }, () => turn().then(now)));
}

it('lets the first call through at once and spaces those that follow', async () => {
  const time = clock();
  expect(await startsOf(3, createPace(2, time), time.now)).toEqual([0, 500, 1000]);
});

it('saves up nothing while nobody calls', async () => {
  const time = clock();
  const turn = createPace(2, time);
  await turn();
  time.pass(60_000);
  expect(await startsOf(2, turn, time.now)).toEqual([60_000, 60_500]);
});

it('spaces calls that a busy process held up from the one that came late', async () => {
  const time = clock();
  const busy = { ...time, sleep: (millis: number) => time.sleep(millis + 2000) };
  expect(await startsOf(3, createPace(2, busy), time.now)).toEqual([0, 2500, 5000]);
});

it('puts a call off whose turn is far away, and keeps no turn for it', async () => {
  const turn = createPace(2, { now: () => 0, sleep: () => new Promise(() => undefined) });
  for (let i = 0; i < 7; i++) void turn();
  const putOff = {
    type: 'Paced',
    message: "AWS takes 2 such calls a second: this one's turn comes in 4 s",
    nextRetryDelay: 3500,
  };
  await expect(turn()).rejects.toMatchObject(putOff);
  await expect(turn()).rejects.toMatchObject({ ...putOff, nextRetryDelay: expect.anything() as unknown });
});
