import { startTraffic, type TrafficOptions } from '../local/traffic/traffic.ts';
import { totalsOf } from '../local/traffic/timeline.ts';
import { brokenOf } from './expectations.ts';

/** Callers of a page behind a login, which none of them has passed. */
export type Guarded = Omit<TrafficOptions, 'requestsPerSecond' | 'answeredBy'>;

const REQUESTS_PER_SECOND = 5;

/** Calls the page until it is asked what became of it: a line for people, and what was promised and did not happen. */
export function startStrangers(guarded: Guarded) {
  const answeredBy: TrafficOptions['answeredBy'] = ({ location }) => (location ? LOGIN : 'the service');
  const traffic = startTraffic({ ...guarded, answeredBy, requestsPerSecond: REQUESTS_PER_SECOND });
  return async () => {
    const { [LOGIN]: sent, ...others } = totalsOf(await traffic.stop());
    const got = Object.values(others).reduce((sum, { requests }) => sum + requests, 0);
    return {
      line: `${guarded.path} asks for a login: ${sent?.requests ?? 0} requests were sent to it, ${got} were not`,
      broken: brokenOf([[`nobody got past the login of ${guarded.path}`, sent !== undefined && got === 0]]),
    };
  };
}

const LOGIN = 'the login';
