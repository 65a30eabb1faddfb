import { paginateListStackResources, type Stack } from '@aws-sdk/client-cloudformation';
import { DeleteParametersCommand } from '@aws-sdk/client-ssm';
import { recordName } from '../../../workflows/rollout/names.ts';
import { emptyBucket } from '../removal/bucket.ts';
import { contentsOf } from '../removal/contents.ts';
import { deleteRoute } from '../removal/routes.ts';
import { refuseRunningRollouts } from '../removal/running-rollouts.ts';
import { deleteStack } from '../stack/delete-stack.ts';
import { listStacks } from '../stack/read-stack.ts';
import type { Toolbox } from '../toolbox.ts';

/** Deletes what the other targets made, and what rollouts of the environment made, and nothing else. */
export async function deleteContents(tools: Toolbox, env: NodeJS.ProcessEnv): Promise<void> {
  const { settings, appMesh, cloudFormation, ssm, print } = tools;
  const environment = settings.ENVIRONMENT_NAME;
  await refuseRunningRollouts(settings, env);
  const { services, versions, pipelines, stacks } = contentsOf(settings, await listStacks(cloudFormation));

  // A node that a route names cannot be deleted.
  for (const service of services) await deleteRoute(appMesh, environment, service);
  for (const version of versions) await deleteStack(tools, version);
  for (const service of services)
    await ssm.send(new DeleteParametersCommand({ Names: [recordName(environment, service)] }));
  for (const pipeline of pipelines) await deleteStack(tools, pipeline);
  for (const stack of stacks) {
    await emptyBuckets(tools, stack);
    await deleteStack(tools, stack);
  }
  print(`nothing of ${environment} is left`);
}

async function emptyBuckets(
  { cloudFormation: client, s3, print }: Toolbox,
  { StackName }: Stack,
): Promise<void> {
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { ResourceType, ResourceStatus, PhysicalResourceId: bucket } of StackResourceSummaries) {
      if (ResourceType !== 'AWS::S3::Bucket' || ResourceStatus === 'DELETE_COMPLETE' || !bucket) continue;
      print(`${bucket}: being emptied`);
      await emptyBucket(s3, bucket);
    }
}
