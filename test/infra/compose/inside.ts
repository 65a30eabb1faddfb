import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startCloud, type Cloud } from '../../../infra/local/up/cloud.ts';
import { awsControls } from '../../e2e/aws-controls.ts';
import { shownWorkflows } from './pages.ts';
import { readCompose, type Service } from './compose-file.ts';
import { makeHome, type Home } from './credentials.ts';
import { mountsOf, openProject } from './project.ts';
import { rollOut } from './rollouts.ts';
import { enterSandbox, furnish } from './sandbox.ts';

/**
 * Starts the services of docker-compose.yml in the sandbox that it runs in, with the local cloud for AWS and the profile
 * of a person who is not the workers' user, and lets them roll out.
 *
 * usage: inside.ts SCRATCH_FOLDER
 */
const [scratch = ''] = process.argv.slice(2);
enterSandbox(scratch);
const cloud = await startCloud({ stateFolder: join(scratch, 'cloud') });
try {
  await check(cloud, makeHome(join(scratch, 'home'), cloud.endpoints.region));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await cloud.stop();
}
// What serves until it is stopped would keep us.
process.exit();

async function check(cloud: Cloud, home: Home): Promise<void> {
  const shell: NodeJS.ProcessEnv = {
    HOME: home.folder,
    AWS_PROFILE: home.profile,
    AWS_ENDPOINT_URL: cloud.endpoints.awsEndpointUrl,
  };
  const compose = readCompose(shell);
  furnish(scratch, mountsOf(compose), Object.keys(compose.services));
  const { up, run } = openProject(compose, shell, join(scratch, 'logs'));

  console.log('docker compose up worker');
  const worker = await up('worker');
  await worker.reached('service_healthy');

  console.log('two rollouts');
  await rollOut(cloud, hostAddress(compose.services['temporal']!));
  const calls = await awsControls(cloud.endpoints.awsEndpointUrl).callsSince(0);
  const byWorker = calls.filter(({ accessKey }) => accessKey === home.accessKey);
  assert.notEqual(byWorker.length, 0, 'the worker asked AWS nothing with the credentials of the file');
  console.log(`  ${byWorker.length} calls to AWS with the key of ${home.folder}/.aws/credentials`);

  console.log('docker compose stop worker');
  assert.equal(await worker.stop(), 0, 'the worker did not end by itself');

  console.log('docker compose up temporal-ui');
  await up('temporal-ui');
  console.log(`  shows ${(await shownWorkflows('http://127.0.0.1:8080')).join(', ')}`);

  console.log('docker compose up, again');
  await run('temporal-schema').reached('service_completed_successfully');
  await run('temporal-namespace').reached('service_completed_successfully');
}

/** Where a service's first port is open on this machine. */
function hostAddress({ ports: [first = ''] = [] }: Service): string {
  return first.split(':').slice(0, 2).join(':');
}
