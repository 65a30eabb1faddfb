import type { BalancedService, ForwardingRule } from '../../activities/discovery/balanced-service.ts';
import { togetherText } from '../../activities/load-balancing/alb/together.ts';
import { nameOfVersion } from '../../workflows/rollout/names.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import { SITE } from '../version.ts';
import { environmentOf, quoted } from './file-text.ts';
import { fittingName } from './fitting-name.ts';
import { preparationsFor } from './preparations.ts';

/** Has an editor complete and check the file: by the schema at the site's address, or by a copy beside the file. */
export const editorLines = (site: string | undefined): string =>
  site === undefined
    ? `# yaml-language-server: $schema=rollout.schema.json
# serin schema > rollout.schema.json   has an editor complete and check this file.`
    : `# yaml-language-server: $schema=${site}/rollout.schema.json`;

/** A commented `rollout.yaml` for a service that runs, behind one of its rules. It is right as it stands. */
export function rolloutYaml(found: BalancedService, rule: ForwardingRule): string {
  const { cluster, service, container, port, tasks, image } = found;
  const environment = environmentOf(cluster);
  const first = firstName(found);
  const name = fittingName(first, 60);
  return `${editorLines(SITE)}
# Rollouts of ECS service ${service} in cluster ${cluster}: ${tasks} tasks, container ${container}, port ${port}.
# serin lint -f rollout.yaml --live   says what is missing; serin plan -f rollout.yaml   what it would do.
${preparationComments(found, rule, { environment, service: name })}${togetherComment(found, rule)}
environment: ${environment}
service: ${name}
version: # the build says so: serin start -f rollout.yaml --version-id ID --image IMAGE
  id: new
  image: ${quoted(image || 'repository:tag')}

router:
  kind: alb
  rule:
    arn: ${rule.arn}

provisioner: # the new version is tried beside the service, as a copy of it with the new image
  kind: ecs
  replace: inPlace # in the end the service gets its task definition, and stays under its name
${cluster === environment ? '' : `  cluster: ${quoted(cluster)}\n`}${service === name ? '' : `  service: ${quoted(service)}\n`}  container: ${quoted(container)}
  tasks: 1 # at first; it grows with its weight to as many as serve now (${tasks})

steps: auto # begins where the new version gets enough requests to be judged by, and grows while there is no doubt; or a list:
#  - { weight: 5, bakeSeconds: 300 } # percent of traffic, and how long it is watched
#  - { weight: 50, bakeSeconds: 600 }
finalBakeSeconds: 1200 # at 100 %, while the service still runs the old version

judge:
  kind: evidence # weighs the new version's errors and latency against the old one's
onInconclusive: pause # when nothing can be proven: pause, rollBack or advance
onDrift: pause # when somebody else changes the weights: restore, pause, rollBack or accept

limits:
  drainSeconds: 300 # at least the target groups' deregistration delay
`;
}

function preparationComments(found: BalancedService, rule: ForwardingRule, owner: Owner): string {
  const preparations = preparationsFor(found, rule, owner);
  if (preparations.length === 0) return '# Nothing has to be prepared.\n';
  const lines = preparations.flatMap(({ why, commands }) => [
    `- ${why}`,
    ...commands.map((command) => `    ${command}`),
  ]);
  return ['Before the first rollout:', ...lines].map((line) => `# ${line}\n`).join('');
}

function togetherComment({ rules }: BalancedService, rule: ForwardingRule): string {
  const together = togetherText(rule, ...rules.filter(({ arn }) => arn !== rule.arn));
  return together === undefined ? '' : `# ${together}\n`;
}

/** What services of versions are named after: one that Serin has made is called `<service>-<version>`. */
function firstName({ service, version }: BalancedService): string {
  const end = version === undefined ? undefined : nameOfVersion('', version);
  return end !== undefined && service.endsWith(end) ? service.slice(0, -end.length) : service;
}
