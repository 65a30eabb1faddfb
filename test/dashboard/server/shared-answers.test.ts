import { sharedAnswers } from '../../../dashboard/server/shared-answers.ts';

function asking() {
  let [now, asked] = [0, 0];
  const answer = sharedAnswers<number>({ answerMillis: () => 10, failureMillis: 50, now: () => now });
  return {
    ask: (fails = false) =>
      answer('key', () => (fails ? Promise.reject(new Error('no')) : Promise.resolve(++asked))),
    pass: (millis: number) => (now += millis),
  };
}

it('asks once for all who ask meanwhile, and again when the answer is old', async () => {
  const { ask, pass } = asking();
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  pass(9);
  expect(await ask()).toBe(1);
  pass(1);
  expect(await ask()).toBe(2);
});

it('does not ask again at once what has failed', async () => {
  const { ask, pass } = asking();
  await expect(ask(true)).rejects.toThrow('no');
  pass(49);
  await expect(ask()).rejects.toThrow('no');
  pass(1);
  expect(await ask()).toBe(1);
});
