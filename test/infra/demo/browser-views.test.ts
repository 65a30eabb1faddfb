import { watchPromotion, watchRollback } from '../../../infra/demo/browser-views.ts';

describe('a demo that nobody can look at in a browser', () => {
  it.each([
    ['promotion', watchPromotion],
    ['rollback', watchRollback],
  ])('deploys for the %s all the same, and promises nothing of the page', async (_, watch) => {
    expect(await watch(undefined, () => Promise.resolve('deployed'))).toEqual({
      done: 'deployed',
      views: { pictures: [], broken: [] },
    });
  });
});
