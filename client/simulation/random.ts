import { randomBinomial, randomGamma, randomNormal, randomPoisson } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/** Draws of one stream of chance: the same seed gives the same draws. All methods are exact at any size. */
export interface Random {
  uniform(): number;
  normal(): number;
  poisson(mean: number): number;
  binomial(trials: number, chance: number): number;
  gamma(shape: number, scale: number): number;
}

export function seeded(seed: number): Random {
  const generator = mersenne(seed);
  const uniform = () => uniformFloat64(generator);
  const poisson = randomPoisson.source(uniform);
  const binomial = randomBinomial.source(uniform);
  const gamma = randomGamma.source(uniform);
  return {
    uniform,
    normal: randomNormal.source(uniform)(),
    poisson: (mean) => (mean === 0 ? 0 : poisson(mean)()),
    binomial: (trials, chance) => binomial(trials, chance)(),
    gamma: (shape, scale) => gamma(shape, scale)(),
  };
}
