import type { Cloud } from '../local/up/cloud.ts';

/** What a client of the AWS SDK needs to ask the cloud of this machine. */
export const clientOf = ({ endpoints, env }: Cloud) => ({
  endpoint: endpoints.awsEndpointUrl,
  region: endpoints.region,
  credentials: {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
  },
});
