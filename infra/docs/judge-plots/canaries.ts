import { envoyBoundsMs, type Conditions, type Traffic } from '../../../client/simulation/traffic.ts';

/** Canaries that a plot shows beside each other, by what they are; requests of stable fail in one of a thousand. */
export const CANARIES: Readonly<Record<string, Conditions>> = {
  'as good as stable': { errorRate: 0.001, medianMs: 100 },
  'half as slow again': { errorRate: 0.001, medianMs: 150 },
  'one point more errors': { errorRate: 0.011, medianMs: 100 },
  'five points more errors': { errorRate: 0.051, medianMs: 100 },
  'every request fails': { errorRate: 1, medianMs: 100 },
};

const STABLE: Conditions = { errorRate: 0.001, medianMs: 100 };

/** What the plots have in common: requests a second, and metrics as a Prometheus beside Envoys has them. */
export const REQUESTS_PER_SECOND = 50;
export const FACTS = { bucketSeconds: 10, lagSeconds: 5, latencyBoundsMs: envoyBoundsMs };

export const trafficOf = (canary: Conditions): Traffic => ({
  requestsPerSecond: REQUESTS_PER_SECOND,
  weather: () => ({ stable: STABLE, canary }),
});
