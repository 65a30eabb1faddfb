import { requireSameAccount } from './account.ts';
import { awsClients } from './clients.ts';
import { failureText } from './failure-text.ts';
import { Refusal } from './refusal.ts';
import { readSettings } from './settings.ts';
import { deleteContents } from './targets/delete-contents.ts';
import { createEcsMesh, createMonitoringResources, createVpc } from './targets/environment.ts';
import { createPipelines } from './targets/pipelines.ts';
import { setEnv } from './targets/set-env.ts';
import { createShared } from './targets/shared.ts';
import type { Toolbox } from './toolbox.ts';

/** The article's make targets, by its names. */
const targets: Readonly<Record<string, (tools: Toolbox) => Promise<void>>> = {
  'create-vpc': createVpc,
  'create-ecs-mesh': createEcsMesh,
  'create-monitoring-resources': createMonitoringResources,
  'create-shared-cloudformation-stack': (tools) => createShared(tools, process.env['TEMPORAL_API_KEY']),
  'create-sample-microservice-pipeline-stack': createPipelines,
  'delete-blog-contents': (tools) => deleteContents(tools, process.env),
};

const print = (line: string): void => console.log(line);

async function make(name: string | undefined): Promise<void> {
  if (name === 'set-env') return setEnv(process.env, print);
  const target = name === undefined ? undefined : targets[name];
  if (target === undefined)
    throw new Refusal(`"${name ?? ''}" is none of set-env, ${Object.keys(targets).join(', ')}`);
  const settings = readSettings(process.env);
  await requireSameAccount(settings);
  await target({ ...awsClients(settings.AWS_REGION), settings, print });
}

make(process.argv[2]).catch((error: unknown) => {
  console.error(`serin: ${failureText(error, process.env['AWS_ENDPOINT_URL'])}`);
  process.exitCode = 1;
});
