/** Where resources are, as ARNs say it; `*` stands for what is not known. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** A Region's place; each partition of AWS has Regions of its own. */
export function placeIn(region: string, account: string): Place {
  if (region.startsWith('cn-')) return { partition: 'aws-cn', region, account };
  if (region.startsWith('us-gov-')) return { partition: 'aws-us-gov', region, account };
  return { partition: 'aws', region, account };
}

/** The place that an ARN names. */
export function placeOf(arn: string): Place {
  const [, partition = '*', , region = '*', account = '*'] = arn.split(':');
  return { partition, region, account };
}

export const arnOf = ({ partition, region, account }: Place, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;
