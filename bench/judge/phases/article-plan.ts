import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settlePlan } from '../../../activities/plan/settle.ts';
import type { ErrorCountSpec, RolloutPlan } from '../../../workflows/rollout/plan.ts';

const SPECFILES = join(import.meta.dirname, '../../../infra/samples/yelb/yelb-appserver/specfiles');

/** What the article's own deploy.json asks for, as its build completes it, with the metrics that AWS's agent gives. */
export function articlePlan(): RolloutPlan & { readonly judge: ErrorCountSpec } {
  const settled = settlePlan({
    ...(JSON.parse(readFileSync(join(SPECFILES, 'deploy.json'), 'utf8')) as object),
    Sha: '0123abcd',
    ContainerImage: 'yelb-appserver:2026-01-01_00.00.00.0123abcd',
    CanaryTemplate: readFileSync(join(SPECFILES, 'canary-helper.yaml')).toString('base64'),
  });
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  const { judge } = settled.value;
  if (judge.kind !== 'errorCount') throw new Error('the article judges by errorCount');
  return { ...settled.value, judge };
}
