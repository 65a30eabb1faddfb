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

it('lets nobody wait for a newer answer where an older one will do', async () => {
  let [now, tell] = [0, (_: string) => {}];
  const answer = sharedAnswers<string>({
    answerMillis: () => 10,
    failureMillis: 50,
    meanwhileMillis: 5,
    now: () => now,
  });
  const slowly = () => new Promise<string>((resolve) => (tell = resolve));
  expect(await answer('key', () => Promise.resolve('older'))).toBe('older');
  now = 10;
  expect(await answer('key', slowly)).toBe('older');
  expect(await answer('key', slowly)).toBe('older');
  tell('newer');
  await Promise.resolve();
  expect(await answer('key', slowly)).toBe('newer');
  now = 25;
  const newest = answer('key', slowly);
  tell('newest');
  expect(await newest).toBe('newest');
});
