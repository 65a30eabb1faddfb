import { startAws, type AwsServer } from '../infra/local/aws/server.ts';

/** Starts the local AWS for a suite, and sets the process' variables as a shell that uses it; answers where it is, once it is there. */
export function awsOfTheShell(): () => AwsServer {
  const shell = { ...process.env };
  let aws: AwsServer;
  beforeAll(async () => {
    aws = await startAws();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  });
  afterAll(async () => {
    process.env = shell;
    await aws.stop();
  });
  return () => aws;
}
