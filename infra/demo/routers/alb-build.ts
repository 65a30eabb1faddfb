import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Cloud } from '../../local/up/cloud.ts';
import { packImage } from '../../local/push/pack-image.ts';
import type { Build, Deployment } from '../deployment.ts';
import { shaOf } from '../versions.ts';
import { editedCart } from './cart-versions.ts';

/** Waits that suit someone who looks on; the load balancer of this machine counts by the second. */
const SHORT_WAITS = {
  metrics: { kind: 'loadBalancer', periodSeconds: 1 },
  finalBakeSeconds: 10,
};

const WEIGHTS = { five: [20, 40, 60, 80], two: [50] };

const judges = (threshold: number) => ({
  errorCount: { kind: 'errorCount', threshold, windowSeconds: 60 },
  evidence: { kind: 'evidence' },
});

/** What shifts the traffic of a cart, as fields of a `rollout.yaml`. */
export const byRule = (rule: string) => ({
  router: { kind: 'alb', rule: { arn: rule } },
  provisioner: { kind: 'ecs' },
  limits: { drainSeconds: 3 },
});
export const BY_ECS = { driver: { kind: 'ecsNative' } };

/** Packs a version of the cart, and writes the `rollout.yaml` that has its traffic shifted in a way. */
export function buildCart(deployment: Deployment, cloud: Cloud, way: object): Build {
  const { title, edits, judge, steps = 'five', failureThreshold = 1 } = deployment;
  const { environment, stateFolder } = cloud.endpoints;
  const sha = shaOf(title);
  const folder = join(stateFolder, 'builds', sha);
  mkdirSync(folder, { recursive: true });
  const source = editedCart(join(folder, 'source'), sha, edits);
  const { image } = packImage(source, 'cart', sha, cloud.endpoints);
  const rollout = {
    environment,
    service: 'cart',
    version: { id: sha, image },
    ...way,
    judge: judges(failureThreshold)[judge],
    steps: WEIGHTS[steps].map((weight) => ({ weight, bakeSeconds: 10 })),
    ...SHORT_WAITS,
  };
  const file = join(folder, 'rollout.yaml');
  writeFileSync(file, stringify(rollout));
  return { sha, image, file };
}
