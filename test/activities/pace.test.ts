import { createPace } from '../../activities/pace.ts';

function clock() {
  let millis = 0;
  return { now: () => millis, pass: (more: number) => (millis += more) };
}

it('lets the first call through at once and spaces those that follow', () => {
  const reserve = createPace(2, clock().now);
  expect([reserve(), reserve(), reserve()]).toEqual([0, 500, 1000]);
});

it('saves up nothing while nobody calls', () => {
  const time = clock();
  const reserve = createPace(2, time.now);
  reserve();
  time.pass(60_000);
  expect([reserve(), reserve()]).toEqual([0, 500]);
});

it('puts a call off whose turn is far away, and keeps no turn for it', () => {
  const time = clock();
  const reserve = createPace(2, time.now);
  for (let i = 0; i < 7; i++) reserve();
  const put = () => reserve();
  expect(put).toThrow(/2 such calls a second: this one's turn comes in 4 s/);
  expect(put).toThrow(
    expect.objectContaining({ type: 'Paced', nextRetryDelay: expect.anything() as unknown }) as Error,
  );
  time.pass(500);
  expect(reserve()).toBe(3000);
});
