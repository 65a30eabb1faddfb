import type { Endpoints } from '../../infra/local/up/cloud.ts';
import { awsControls } from '../../test/e2e/aws-controls.ts';
import { eventually } from '../../test/infra/local/eventually.ts';

/** Often enough that a share of a bucket of ten seconds is known to a hundredth. */
const POLL_MILLIS = 100;

/** Waits until a virtual node that had weight has none; answers when that was written, and when every Envoy had it (epoch milliseconds). */
export async function takenFrom(
  { awsEndpointUrl, meshAdmin }: Pick<Endpoints, 'awsEndpointUrl' | 'meshAdmin'>,
  node: string,
  afterCall: number,
): Promise<{ writtenAt: number; everywhereAt: number }> {
  const aws = awsControls(awsEndpointUrl);
  let seen = afterCall;
  let had = false;
  const write = await eventually(async () => {
    for (const call of await aws.callsSince(seen)) {
      seen = call.n;
      if (call.action !== 'UpdateRoute' || call.status !== 200) continue;
      const weight = (call.parameters['weights'] as Readonly<Record<string, number>>)[node] ?? 0;
      if (had && weight === 0) return call;
      had ||= weight > 0;
    }
    return undefined;
  }, POLL_MILLIS);
  const { version } = (await (await fetch(`${awsEndpointUrl}/moto-api/lab/version`)).json()) as {
    version: number;
  };
  const settled = await fetch(`${meshAdmin}/settled?version=${version}&timeout_seconds=60`);
  if (!settled.ok) throw new Error(await settled.text());
  return { writtenAt: Date.parse(write.time), everywhereAt: Date.now() };
}
