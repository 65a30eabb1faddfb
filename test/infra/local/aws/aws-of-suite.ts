import { startAws, type AwsServer } from './server.ts';

/** A local AWS for all tests of a suite, empty at the beginning of each, and set so. It is there from the first test on. */
export function awsOfSuite(knobs: object): AwsServer {
  const aws = {} as AwsServer;
  beforeAll(async () => {
    Object.assign(aws, await startAws());
  });
  beforeEach(async () => {
    await aws.reset();
    await aws.knobs(knobs);
  });
  afterAll(() => aws.stop());
  return aws;
}
