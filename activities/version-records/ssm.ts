import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { recordName } from '../../workflows/rollout/names.ts';
import type { VersionRecords } from './version-records.ts';

/** Version records as Parameter Store parameters: the image that serves; the parameter's own counter numbers the deployments. */
export function ssmVersionRecords(ssm: SSMClient): VersionRecords {
  return {
    async read(environment, service) {
      try {
        // A pipeline that was here before wrote SecureStrings, so decrypt; a plain String does not mind.
        const command = new GetParameterCommand({
          Name: recordName(environment, service),
          WithDecryption: true,
        });
        const { Parameter: parameter } = await ssm.send(command);
        return { number: parameter?.Version ?? 0, image: parameter?.Value ?? '' };
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },

    async write(environment, service, image, before) {
      const written = await ssm.send(
        new PutParameterCommand({
          Name: recordName(environment, service),
          Value: image,
          Overwrite: true,
          // The type of a parameter cannot be changed, so an existing one keeps its own.
          ...(before === undefined && { Type: 'String' as const }),
        }),
      );
      return { number: written.Version ?? 0, image };
    },
  };
}
