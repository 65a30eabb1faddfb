import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { ECRClient } from '@aws-sdk/client-ecr';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';

/** The AWS clients that the targets use; credentials and endpoint come from the SDK's own chain. */
export function awsClients(region: string) {
  return {
    appMesh: new AppMeshClient({ region }),
    cloudFormation: new CloudFormationClient({ region }),
    codeBuild: new CodeBuildClient({ region }),
    ecr: new ECRClient({ region }),
    // An endpoint of one machine has no names for buckets.
    s3: new S3Client({ region, forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined }),
    ssm: new SSMClient({ region }),
  };
}

export type AwsClients = ReturnType<typeof awsClients>;
