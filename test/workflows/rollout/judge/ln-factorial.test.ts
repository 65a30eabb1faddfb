import fc from 'fast-check';
import { lnFactorial } from '../../../../workflows/rollout/judge/ln-factorial.ts';

const relativeError = (found: number, exact: number) =>
  Math.abs(found - exact) / Math.max(1, Math.abs(exact));

describe('the logarithm of a factorial', () => {
  it.each([
    [0, 0],
    [0.5, Math.log(Math.sqrt(Math.PI) / 2)],
    [1, 0],
    [5, Math.log(120)],
    [18, Math.log(6402373705728000)],
    [170, 706.5730622457874],
    [1e6, 12815518.384658169],
  ])('of %p is right', (n, exact) => {
    expect(relativeError(lnFactorial(n), exact)).toBeLessThan(1e-14);
  });

  it('grows by ln(n + 1), also between whole numbers and where the series begins', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e4, noNaN: true }), (n) => {
        expect(relativeError(lnFactorial(n) + Math.log(n + 1), lnFactorial(n + 1))).toBeLessThan(1e-13);
      }),
    );
  });
});
