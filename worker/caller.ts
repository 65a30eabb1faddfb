import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** Who calls AWS, and when that was by AWS's clock and by this machine's. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly times: { readonly aws: Date; readonly here: Date } | undefined;
}

/** Asks AWS who calls it. */
export async function askCaller(config: STSClientConfig = {}): Promise<Caller> {
  const sts = new STSClient(config);
  let times: Caller['times'];
  sts.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      times = timesOf(answer.response) ?? times;
      return answer;
    },
    { step: 'deserialize', name: 'serinClock', priority: 'low' },
  );
  try {
    const region = await sts.config.region();
    const { Arn: arn = '', Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { arn, account, region, times };
  } finally {
    sts.destroy();
  }
}

function timesOf(response: unknown): Caller['times'] {
  const { headers } = response as { readonly headers?: Readonly<Record<string, string>> };
  const aws = new Date(headers?.['date'] ?? NaN);
  return Number.isNaN(aws.getTime()) ? undefined : { aws, here: new Date() };
}
