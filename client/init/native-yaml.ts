import { parse } from 'yaml';
import type { ShiftedService } from '../../activities/discovery/shifted-service.ts';
import { strategyIn } from '../../activities/drivers/ecs-native/strategy.ts';
import { settlePlan } from '../../activities/plan/settle.ts';
import { weightsOf } from '../../workflows/rollout/native-strategy.ts';
import { SITE } from '../version.ts';
import { environmentOf, quoted } from './file-text.ts';
import { fittingName } from './fitting-name.ts';
import { pauseLines } from './pauses.ts';
import { editorLines } from './rollout-yaml.ts';

/** The first weight of a service that gave all traffic at once until now. */
const CAREFUL = [10];

/**
 * A commented `rollout.yaml` for a service whose traffic ECS itself shifts. It is right as it stands.
 *
 * @param adopt whether others begin its deployments
 */
export function nativeYaml(found: ShiftedService, adopt: boolean): string {
  const { cluster, service, tasks, container, configuration } = found;
  const file = fileText(found, adopt);
  const settled = settlePlan(parse(file));
  const minutes =
    settled.ok && settled.value.driver.kind === 'ecsNative' && settled.value.driver.pauseMinutes;
  const prepared = adopt && minutes ? pauseLines(found, minutes) : [];
  const lines = prepared.length === 0 ? ['Nothing has to be prepared.'] : prepared;
  return `${editorLines(SITE)}
# Rollouts of ECS service ${service} in cluster ${cluster}, whose traffic ECS itself shifts (${configuration.strategy}): ${tasks} tasks, container ${container}.
# serin lint -f rollout.yaml --live   says what is missing; serin plan -f rollout.yaml   what it would do.
${lines.map((line) => `# ${line}\n`).join('')}
${file}`;
}

function fileText(found: ShiftedService, adopt: boolean): string {
  const { cluster, service, image, configuration } = found;
  const environment = environmentOf(cluster);
  const name = fittingName(service, 60);
  const present = weightsOf(strategyIn(configuration));
  const weights = adopt || present.length > 0 ? present : CAREFUL;
  const version = adopt
    ? 'version: # that of the deployment that is taken over: serin start -f rollout.yaml --adopt'
    : 'version: # the build says so: serin start -f rollout.yaml --version-id ID --image IMAGE';
  const steps = weights.map((weight) => `  - { weight: ${weight}, bakeSeconds: 600 }\n`).join('');
  return `environment: ${environment}
service: ${name}
${version}
  id: new
  image: ${quoted(image || 'repository:tag')}

driver: # ECS makes the steps; a rollout lets it go on, or has it go back
  kind: ecsNative
${adopt ? '  adopt: true # others begin the deployments, and nothing of the service is changed\n' : ''}${cluster === environment ? '' : `  cluster: ${quoted(cluster)}\n`}${service === name ? '' : `  service: ${quoted(service)}\n`}
${steps === '' ? 'steps: [] # ECS gives all traffic at once\n' : `steps: # percent of traffic, and how long it is watched; equal ones, or one\n${steps}`}finalBakeSeconds: 1200 # at 100 %, while the old tasks still run

${metricsText(found)}judge:
  kind: evidence # weighs the new version's errors and latency against the old one's
onInconclusive: pause # when nothing can be proven: pause, rollBack or advance
`;
}

/** Queries to be made one's own, where nothing before the service counts its requests. */
const metricsText = ({ service, uncounted }: ShiftedService): string =>
  uncounted === undefined
    ? ''
    : `metrics: # ${uncounted}
  kind: prometheus
  address: http://prometheus:9090
  own: # {{version}} is the new version's id, or the old one's: the tag serin:version of its task definition, else its family and revision, such as ${service}-7
    requests: sum(rate(http_requests_total{service="${service}",revision="{{version}}"}[{{window}}]))
    errors: sum(rate(http_requests_total{service="${service}",revision="{{version}}",code=~"5.."}[{{window}}]))

`;
