import type { Watcher } from '../../../client/simulation/closed-loop.ts';

const lnThreshold = Math.log(100);

/** Wald's sequential test by somebody who knows both error rates beforehand: nobody is faster at 1 %. */
export function oracle(healthyRate: number, badRate: number): Watcher {
  let lnRatio = 0;
  return {
    take({ canary }) {
      if (!canary) return;
      const { requests, errors } = canary;
      if (errors > 0) lnRatio += errors * Math.log(badRate / healthyRate);
      if (errors < requests) lnRatio += (requests - errors) * Math.log((1 - badRate) / (1 - healthyRate));
    },
    tick: (now, weight) => {
      if (lnRatio >= lnThreshold) return { kind: 'rollBack' };
      if (now % 60 !== 0) return { kind: 'weight', weight };
      return weight >= 90 ? { kind: 'promote' } : { kind: 'weight', weight: weight + 10 };
    },
  };
}
