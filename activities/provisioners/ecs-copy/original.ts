import {
  DescribeServiceRevisionsCommand,
  type ECSClient,
  type Service,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';

/** A serving ECS service, with its revision where ECS keeps one: some of what it was made with is told there alone. */
export interface Original {
  readonly service: Service;
  readonly revision?: ServiceRevision | undefined;
}

/** A service with all that ECS tells of it. */
export async function originalOf(ecs: ECSClient, service: Service): Promise<Original> {
  const [current] = service.currentServiceRevisions ?? [];
  if (current?.arn === undefined) return { service };
  const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [current.arn] });
  return { service, revision: (await ecs.send(command)).serviceRevisions?.[0] };
}
