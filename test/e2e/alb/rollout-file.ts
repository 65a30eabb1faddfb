import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlbService } from './service.ts';

/** Writes the `rollout.yaml` of a version, with waits that suit a test; answers the file. */
export function writeRolloutFile(
  stateFolder: string,
  environment: string,
  { name, rule }: Pick<AlbService, 'name' | 'rule'>,
  version: { readonly id: string; readonly image: string },
  fields: Readonly<Record<string, unknown>>,
): string {
  const rollout = {
    environment,
    service: name,
    version,
    router: { kind: 'alb', rule: { arn: rule } },
    provisioner: { kind: 'ecs', replace: 'swap' },
    metrics: { kind: 'loadBalancer', periodSeconds: 1 },
    judge: { kind: 'errorCount', windowSeconds: 60 },
    steps: [{ weight: 50, bakeSeconds: 4 }],
    finalBakeSeconds: 4,
    limits: { drainSeconds: 1 },
    ...fields,
  };
  const file = join(stateFolder, `${name}-${version.id}.yaml`);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(rollout, null, 2));
  return file;
}
