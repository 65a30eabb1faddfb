import type { Settings } from './settings.ts';

/** The sample's services, in the order in which they need each other. */
export const SAMPLE_SERVICES = [
  { name: 'yelb-db', port: 5432, protocol: 'tcp' },
  { name: 'yelb-redisserver', port: 6379, protocol: 'tcp' },
  { name: 'yelb-appserver', port: 4567, protocol: 'http' },
  { name: 'yelb-ui', port: 80, protocol: 'http' },
] as const;

/** The article's names of an environment's stacks; `serin` is the one that it does not have. */
export const stackNames = (settings: Settings) => {
  const environment = settings.ENVIRONMENT_NAME;
  return {
    vpc: `${environment}-vpc`,
    ecsMesh: `${environment}-clusterresources`,
    monitoring: `${environment}-monitoring-resources`,
    shared: settings.SHARED_STACK_NAME,
    serin: `${environment}-serin`,
    pipeline: (service: string) => `${environment}-pipeline-${service}`,
  };
};

/** Marks the stacks that the targets made, and so those that may be changed and deleted by them. */
export const ENVIRONMENT_TAG = 'serin:environment';
