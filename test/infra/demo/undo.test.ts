import type { Inventory } from '../../../infra/demo/routers/inventory.ts';
import { brokenByUndo, undoneLine, type Undone } from '../../../infra/demo/undo-expectations.ts';

const account = (revision: number, rules = ['100 to a']): Inventory => ({
  revisions: { cart: `cart:${revision}` },
  rules,
});

const UNDONE: Undone = {
  before: account(1),
  promoted: account(2),
  back: { exitCode: 0, account: account(1) },
  forth: { exitCode: 0, account: account(2) },
  failedRequests: 0,
};

const MOVED = ['100 to b'];

describe('what the demo promised of an undo', () => {
  it('is kept when the service ran one task definition and then the other, and nothing else changed', () => {
    expect(brokenByUndo(UNDONE)).toEqual([]);
    expect(undoneLine(UNDONE)).toBe(
      'Promotion, undo, and undo of the undo: the service ran cart:1, then cart:2, then cart:1, then cart:2; 0 requests failed during the undos. Other changes in the account: none',
    );
  });

  it.each<[string, Partial<Undone>, string[]]>([
    [
      'the promotion changed more',
      { promoted: account(2, MOVED), forth: { exitCode: 0, account: account(2, MOVED) } },
      ['of all that the account has, the promotion changed the revision of the task definition alone'],
    ],
    [
      'the undo left something',
      { back: { exitCode: 0, account: account(1, MOVED) } },
      ['it left the account as it was before the promotion'],
    ],
    [
      'the undo of the undo was rolled back',
      { forth: { exitCode: 3, account: account(1) } },
      ['the undo of the undo went through', 'it left the account as the promotion had left it'],
    ],
    ['a request failed', { failedRequests: 1 }, ['no request failed during either']],
  ])('is broken when %s', (_what, some, promises) => {
    expect(brokenByUndo({ ...UNDONE, ...some })).toEqual(promises);
  });

  it('is told with whatever else has changed', () => {
    expect(undoneLine({ ...UNDONE, promoted: account(2, MOVED) })).toMatch(/changes in the account: rules$/);
  });
});
