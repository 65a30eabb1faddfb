import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import DataLoader from 'dataloader';

/** A call names so many resources at most. */
const PER_CALL = 20;

/** How long a question waits for those of other rollouts, to share a call with them: an account has few calls a second. */
const GATHER_MILLIS = 100;

type Elb = ElasticLoadBalancingV2Client;
type Read<Value> = (elb: Elb, arns: readonly string[]) => Promise<Map<string, Value>>;

/** One rule by its ARN; undefined when there is none. Rejects as AWS does for all other errors. */
export const ruleOf = batched<Rule>(async (elb, arns) => {
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [...arns] }));
  return new Map(Rules.map((rule) => [rule.RuleArn ?? '', rule]));
});

/** The tags of a rule or a target group, by its ARN. */
export const tagsOf = batched<readonly Tag[]>(async (elb, arns) => {
  const { TagDescriptions = [] } = await elb.send(new DescribeTagsCommand({ ResourceArns: [...arns] }));
  return new Map(TagDescriptions.map(({ ResourceArn = '', Tags = [] }) => [ResourceArn, Tags]));
});

/** Questions about single resources, which share calls. */
function batched<Value>(read: Read<Value>) {
  const loaders = new WeakMap<Elb, DataLoader<string, Value | undefined>>();
  return (elb: Elb, arn: string): Promise<Value | undefined> => {
    const loader =
      loaders.get(elb) ??
      new DataLoader<string, Value | undefined>((arns) => readEach(read, elb, arns), {
        cache: false,
        maxBatchSize: PER_CALL,
        batchScheduleFn: (run) => setTimeout(run, GATHER_MILLIS),
      });
    loaders.set(elb, loader);
    return loader.load(arn);
  };
}

/** One resource that is gone fails the call for all that share it, so they are asked for one by one then. */
async function readEach<Value>(
  read: Read<Value>,
  elb: Elb,
  arns: readonly string[],
): Promise<(Value | undefined | Error)[]> {
  const unique = [...new Set(arns)];
  try {
    const found = await read(elb, unique);
    return arns.map((arn) => found.get(arn));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (unique.length === 1 || !/NotFound/.test(error.name)) return arns.map(() => error);
    return (await Promise.all(arns.map((arn) => readEach(read, elb, [arn])))).flat();
  }
}
