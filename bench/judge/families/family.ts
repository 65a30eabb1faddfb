import type { Conditions, Traffic, Weather } from '../../../client/simulation/traffic.ts';
import type { Scenario } from '../scenario.ts';

/** A kind of rollout that the judge has to get right, with what is right and why. */
export interface Family {
  readonly name: string;
  readonly right: 'promote' | 'rollBack';
  readonly why: string;
  readonly scenarios: readonly Scenario[];
}

/** One scenario at a rate; what stable was like before is what it is like now unless given. */
export function scenarioAt(
  rate: number,
  weather: Weather,
  more: Partial<Omit<Scenario, 'name' | 'traffic' | 'before'>> & {
    readonly before?: Conditions;
    readonly traffic?: Partial<Traffic>;
  } = {},
): Scenario {
  const { before, traffic, ...rest } = more;
  return {
    name: `${rate}/s`,
    harm: 0,
    ...rest,
    before: { requestsPerSecond: rate, weather: before ? () => ({ stable: before }) : weather },
    traffic: { requestsPerSecond: rate, weather, ...traffic },
  };
}
