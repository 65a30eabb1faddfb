/** The addresses of pages and of what keeps them live. */
export const address = {
  now: '/',
  rollout: (environment: string, service: string, runId?: string): string =>
    ['/rollouts', environment, service, ...(runId === undefined ? [] : [runId])].map(encoded).join('/'),
  history: (environment: string, service: string): string =>
    ['/history', environment, service].map(encoded).join('/'),
};

const encoded = (part: string, i: number): string => (i === 0 ? part : encodeURIComponent(part));
