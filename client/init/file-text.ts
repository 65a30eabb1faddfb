import { stringify } from 'yaml';
import { fittingName, markedName } from './fitting-name.ts';

/** Parameter Store, which keeps the record, keeps some beginnings for AWS. */
export const environmentOf = (cluster: string): string =>
  /^(?:aws|ssm)/i.test(cluster) ? markedName(`ecs-${cluster}`, cluster, 40) : fittingName(cluster, 40);

/** A text as YAML has it. */
export const quoted = (text: string): string => stringify(text).trimEnd();
