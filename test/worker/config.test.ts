import { readWorkerConfig } from '../../worker/config.ts';

it('a worker needs no settings', () => {
  expect(readWorkerConfig({})).toEqual({
    taskQueue: 'serin',
    maxWatches: 1000,
    maxCachedRollouts: 1000,
    activitiesPerSecond: 30,
    metricsAddress: undefined,
    logLevel: 'info',
    healthAddress: undefined,
    policyFile: undefined,
    archive: undefined,
    version: undefined,
  });
});

it('every setting that is wrong is named, with what it should be', () => {
  const env = {
    SERIN_METRICS_ADDRESS: 'here',
    SERIN_LOG_LEVEL: 'loud',
    SERIN_HEALTH_ADDRESS: '8080',
    SERIN_ACTIVITIES_PER_SECOND: '0',
    SERIN_MAX_CACHED_ROLLOUTS: 'many',
  };
  expect(() => readWorkerConfig(env)).toThrow(
    [
      'SERIN_MAX_CACHED_ROLLOUTS must be a number, not "many"',
      'SERIN_ACTIVITIES_PER_SECOND must be more than 0, not "0"',
      'SERIN_METRICS_ADDRESS must be an address with a port, such as 0.0.0.0:9464, not "here"',
      'SERIN_LOG_LEVEL must be one of trace, debug, info, warn, error, not "loud"',
      'SERIN_HEALTH_ADDRESS must be an address with a port, such as 0.0.0.0:8080, not "8080"',
    ].join('\n'),
  );
});
