import { makeBuffersFromSmallPools } from '../../worker/small-pools.ts';

const usual = Buffer.poolSize;
afterEach(() => {
  Buffer.poolSize = usual;
});

it('a small buffer that is kept keeps little else in memory', () => {
  makeBuffersFromSmallPools();
  // The pool of before is used up first.
  const last = Array.from({ length: 300 }, () => Buffer.allocUnsafe(400)).at(-1);
  expect(last?.buffer.byteLength).toBeLessThanOrEqual(1024);
});
