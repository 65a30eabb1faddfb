import type { ContainerDefinition, Secret } from '@aws-sdk/client-ecs';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** Variables of containers whose values are kept elsewhere, by container and name. */
export type Secrets = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Reads what the containers of a task want to be told. Fails as ECS says it where one of them cannot be had. */
export async function readSecrets(
  definitions: readonly ContainerDefinition[],
  ssm: SSMClient,
): Promise<Secrets> {
  const read = definitions.map(async ({ name = '', secrets = [] }) => {
    const values = secrets.map(async (secret) => [secret.name ?? '', await valueOf(secret, ssm)] as const);
    return [name, Object.fromEntries(await Promise.all(values))] as const;
  });
  return new Map(await Promise.all(read));
}

async function valueOf({ valueFrom = '' }: Secret, ssm: SSMClient): Promise<string> {
  const { Name, key } = parameterOf(valueFrom);
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    const value = Parameter?.Value ?? '';
    return key ? (JSON.parse(value) as Record<string, string>)[key]! : value;
  } catch (error) {
    throw new Error(
      `ResourceInitializationError: unable to pull secrets or registry auth: ${valueFrom}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * What SSM calls a value by which a secret is named: a parameter, or a secret of Secrets Manager's, of which a JSON key may be meant.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
function parameterOf(valueFrom: string): { readonly Name: string; readonly key?: string | undefined } {
  const secret = /:secret:(.+)-[^-:]{6}(?::([^:]*):[^:]*:[^:]*)?$/.exec(valueFrom);
  if (secret !== null) return { Name: `/aws/reference/secretsmanager/${secret[1]}`, key: secret[2] };
  const parameter = /:parameter\/(.+)$/.exec(valueFrom)?.[1];
  if (parameter === undefined) return { Name: valueFrom };
  return { Name: parameter.includes('/') ? `/${parameter}` : parameter };
}
