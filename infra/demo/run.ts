import type { Traffic } from '../local/traffic/traffic.ts';
import type { Cloud } from '../local/up/cloud.ts';
import { deploy, statusOf, type Deployment } from './deployment.ts';
import { followEvidence, withVerdicts } from './evidence-trail.ts';
import type { Done } from './expectations.ts';
import type { DemoRouter } from './routers/router.ts';
import { say } from './say.ts';
import { secondsOf } from './seconds.ts';

/** Where deployments are run, until somebody interrupts them. */
export interface Stage {
  readonly router: DemoRouter;
  readonly cloud: Cloud;
  readonly interrupted: AbortSignal;
}

/** Builds a version, rolls it out before the eyes of whoever looks on, and notes what became of it. */
export async function run(
  { router, cloud, interrupted }: Stage,
  deployment: Deployment,
  traffic?: Traffic,
): Promise<Done> {
  say(deployment.title);
  const { environment, temporalAddress } = cloud.endpoints;
  const built = await router.build(deployment, cloud);
  const from = Date.now() / 1000;
  console.log(`$ serin start -f ${built.file} --watch`);
  const over = new AbortController();
  const trail =
    deployment.judge === 'evidence' &&
    followEvidence(temporalAddress, [environment, router.service], over.signal);
  const exitCode = await deploy(built.file, cloud, interrupted).finally(() => over.abort());
  const to = Date.now() / 1000;
  const status = await statusOf(`${environment}/${router.service}`, cloud);
  const { title, story, judge } = deployment;
  return {
    build: built,
    after: await router.look(cloud),
    record: {
      title,
      story,
      judge,
      version: built.sha,
      exitCode,
      status,
      from,
      to,
      seconds: traffic ? secondsOf(traffic.timeline(), from, to) : [],
      evidence: trail ? withVerdicts(await trail, status) : [],
      pictures: [],
    },
  };
}
