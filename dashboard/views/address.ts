import type { NowFilter } from '../model/now.ts';

/** The addresses of pages and of what keeps them live. */
export const address = {
  now({ environment, phase, startedBy, show, after }: NowFilter = {}): string {
    const given = Object.entries({ environment, phase, by: startedBy, show, after }).flatMap(
      ([name, value]) => (value === undefined ? [] : [[name, value] as const]),
    );
    return given.length === 0 ? '/' : `/?${new URLSearchParams(given.map(([name, value]) => [name, value]))}`;
  },
  plan: '/plan',
  rollout: (environment: string, service: string, runId?: string): string =>
    ['/rollouts', environment, service, ...(runId === undefined ? [] : [runId])].map(encoded).join('/'),
  compare: (environment: string, service: string): string =>
    ['/compare', environment, service].map(encoded).join('/'),
  history: (environment: string, service: string): string =>
    ['/history', environment, service].map(encoded).join('/'),
};

const encoded = (part: string, i: number): string => (i === 0 ? part : encodeURIComponent(part));
