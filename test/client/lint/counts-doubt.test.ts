import { settlePlan } from '../../../activities/plan/settle.ts';
import { countsDoubt } from '../../../client/lint/counts-doubt.ts';
import { deployJson } from '../../fakes/deploy-json.ts';

function doubtOf(changes: Record<string, unknown>): string | undefined {
  const settled = settlePlan(deployJson(changes));
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return countsDoubt(settled.value);
}

it("doubts that gRPC's calls are counted by App Mesh's Envoys, which may not have the filter for it", () => {
  expect(doubtOf({ Protocol: 'grpc' })).toMatch(/look for envoy_cluster_grpc_total/);
});

it.each([
  [{ Protocol: 'http2' }],
  [
    {
      Protocol: 'grpc',
      MetricPeriod: undefined,
      Metrics: { Kind: 'envoy', Address: 'http://prometheus:9090' },
    },
  ],
])('doubts nothing of %j', (changes) => {
  expect(doubtOf(changes)).toBeUndefined();
});
