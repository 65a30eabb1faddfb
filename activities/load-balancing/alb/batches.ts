import {
  DescribeTagsCommand,
  type ElasticLoadBalancingV2Client,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import DataLoader from 'dataloader';
import { setTimeout as sleep } from 'node:timers/promises';

/** A call names so many resources at most. */
const PER_CALL = 20;

/** While a call of its kind waits for its turn or its answer, a question waits for those of other rollouts, so long at most. */
const GATHER_MOST_MILLIS = 3000;

type Elb = ElasticLoadBalancingV2Client;
type Read<Value> = (elb: Elb, arns: readonly string[]) => Promise<Map<string, Value>>;

/** The tags of a rule or a target group, by its ARN. */
export const tagsOf = batched<readonly Tag[]>(async (elb, arns) => {
  const { TagDescriptions = [] } = await elb.send(new DescribeTagsCommand({ ResourceArns: [...arns] }));
  return new Map(TagDescriptions.map(({ ResourceArn = '', Tags = [] }) => [ResourceArn, Tags]));
});

/** Questions about single resources, which share calls: those about the same one, and where a call takes many, all of them. */
export function batched<Value>(read: Read<Value>) {
  const loaders = new WeakMap<Elb, DataLoader<string, Value | undefined>>();
  return (elb: Elb, arn: string): Promise<Value | undefined> => {
    const loader = loaders.get(elb) ?? createLoader(read, elb);
    loaders.set(elb, loader);
    return loader.load(arn);
  };
}

/** The busier the account, the more questions share a call; where it is idle, none waits for others. */
function createLoader<Value>(read: Read<Value>, elb: Elb) {
  let latest: Promise<unknown> | undefined;
  const answer = (arns: readonly string[]) => {
    const answers = readEach(read, elb, arns);
    const ended = answers
      .catch(() => undefined)
      .finally(() => {
        if (latest === ended) latest = undefined;
      });
    latest = ended;
    return answers;
  };
  const gather = async (run: () => void) => {
    if (latest !== undefined)
      await Promise.race([latest, sleep(GATHER_MOST_MILLIS, undefined, { ref: false })]);
    run();
  };
  return new DataLoader<string, Value | undefined>(answer, {
    cache: false,
    maxBatchSize: PER_CALL,
    // Those that are asked in one go share a call in any case.
    batchScheduleFn: (run) => setImmediate(() => void gather(run)),
  });
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
