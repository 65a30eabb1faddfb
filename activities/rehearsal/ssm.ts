import type {
  GetParameterRequest,
  GetParameterResult,
  Parameter,
  PutParameterRequest,
  PutParameterResult,
} from '@aws-sdk/client-ssm';
import { type RehearsedService, standIn } from './rehearsed.ts';

/** Parameters as they would be, with the versions that they would have. */
export function rehearsedSsm(): RehearsedService {
  const known = new Map<string, Parameter>();
  const standIns = {
    GetParameter: standIn<GetParameterRequest, GetParameterResult>(async ({ Name = '' }, ask) => {
      const written = known.get(Name);
      if (written !== undefined) return { Parameter: written };
      const found = await ask();
      if (found.Parameter) known.set(Name, found.Parameter);
      return found;
    }),
    PutParameter: standIn<PutParameterRequest, PutParameterResult>(({ Name = '', Value }) => {
      const Version = (known.get(Name)?.Version ?? 0) + 1;
      known.set(Name, { Name, Value, Version });
      return { Version };
    }),
  };
  return { name: 'ssm', standIns };
}
