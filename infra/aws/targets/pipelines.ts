import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack, upload } from '../archive.ts';
import { SAMPLE_SERVICES, stackNames } from '../names.ts';
import { Refusal } from '../refusal.ts';
import { deployStack } from '../stack/deploy-stack.ts';
import { readOutput } from '../stack/read-stack.ts';
import type { Settings } from '../settings.ts';
import { requireStack, type Toolbox } from '../toolbox.ts';

const samples = join(import.meta.dirname, '../../samples/yelb');
const deployJson = 'specfiles/deploy.json';

type SampleService = (typeof SAMPLE_SERVICES)[number];

/** A pipeline for each of the sample's services, and their sources where a pipeline of this environment looks for them. */
export async function createPipelines(tools: Toolbox): Promise<void> {
  const { shared, serin } = stackNames(tools.settings);
  refuseIncompleteSource(tools.settings);
  await requireStack(tools, serin, 'create-shared-cloudformation-stack');
  const bucket = await readOutput(tools.cloudFormation, shared, 'Sources');
  // One after another: what they print would be mixed up, and CloudFormation limits how often it is asked.
  for (const service of SAMPLE_SERVICES) {
    if (tools.settings.USE_SAMPLE_MICROSERVICES === 'True') await provideSource(tools, bucket, service);
    await createPipeline(tools, service);
  }
}

async function createPipeline(tools: Toolbox, { name, port, protocol }: SampleService): Promise<void> {
  const { settings } = tools;
  const environment = settings.ENVIRONMENT_NAME;
  const names = stackNames(settings);
  await deployStack(tools, {
    name: names.pipeline(name),
    template: 'pipeline.yaml',
    environment,
    parameters: {
      EnvironmentName: environment,
      MicroserviceName: name,
      Namespace: settings.NAMESPACE,
      Port: `${port}`,
      Protocol: protocol,
      SharedStackName: names.shared,
      BuildComputeType: settings.BUILD_COMPUTE_TYPE,
      AppMesh: settings.USE_APP_MESH,
      DeploymentFile: settings.DEPLOYMENT_FILE,
      SourceProvider: settings.SOURCE_PROVIDER,
      ConnectionArn: settings.CONNECTION_ARN,
      RepositoryId: settings.REPOSITORY_OWNER && `${settings.REPOSITORY_OWNER}/${name}`,
      BranchName: settings.BRANCH_NAME,
      SampleMicroservices: settings.USE_SAMPLE_MICROSERVICES,
    },
  });
}

async function provideSource({ settings, s3, print }: Toolbox, bucket: string, { name }: SampleService) {
  const folder = join(samples, name);
  if (!existsSync(folder)) throw new Refusal(`the sample's source is not there: ${folder}`);
  const content = JSON.parse(readFileSync(join(folder, deployJson), 'utf8')) as object;
  const names = { EnvironmentName: settings.ENVIRONMENT_NAME, Namespace: settings.NAMESPACE };
  const replaced = { [deployJson]: `${JSON.stringify({ ...content, ...names }, null, 2)}\n` };
  const put = await upload(s3, bucket, `${name}.zip`, pack(folder, ['.'], replaced));
  print(`${name}.zip: ${put ? 'put into' : 'is in'} ${bucket}`);
}

function refuseIncompleteSource({ SOURCE_PROVIDER, CONNECTION_ARN, REPOSITORY_OWNER }: Settings): void {
  if (SOURCE_PROVIDER === 'CodeConnections' && (!CONNECTION_ARN || !REPOSITORY_OWNER))
    throw new Refusal(
      'SOURCE_PROVIDER=CodeConnections needs CONNECTION_ARN and REPOSITORY_OWNER: run make set-env with them',
    );
}
