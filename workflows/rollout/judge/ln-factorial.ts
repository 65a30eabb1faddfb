const LN_SQRT_TAU = Math.log(2 * Math.PI) / 2;

/**
 * ln n! of any number from 0 on, to about 1e-14 of its value: Stirling's series from 12 on, and `n! = (n + 1)! / (n + 1)` below.
 * [DLMF 5.11.1](https://dlmf.nist.gov/5.11.E1)
 */
export function lnFactorial(n: number): number {
  let product = 1;
  let x = n;
  while (x < 12) product *= ++x;
  const y = 1 / (x * x);
  const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / x;
  return (x + 0.5) * Math.log(x) - x + LN_SQRT_TAU + series - Math.log(product);
}
