import { z } from 'zod';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { equalSteps } from '../../workflows/rollout/steps.ts';
import { FIELDS, numeric, renamed } from './deploy-json-fields.ts';
import { problemsOf, unknownField, type Problem, type Settled } from './problem.ts';
import { count } from './rollout-fields.ts';
import { bakeSeconds } from './rollout-steps.ts';
import { planFromRolloutYaml } from './rollout-yaml.ts';
import { problemInWords } from './words.ts';

/** The article's own names for two fields. */
const SYNONYMS = new Map([
  ['percent_step', 'PercentageStep'],
  ['wait_time', 'WaitTime'],
]);

/** What our own form says in another way, or less strictly. */
const ownFields = z.object({
  EnvironmentName: z
    .string()
    .regex(/^[A-Za-z]/, 'must begin with a letter')
    .optional(),
  Port: count(1, 65_535, 'the port the service listens on'),
  Namespace: z
    .string({ error: 'must be the Cloud Map namespace, such as yelb.local' })
    .min(1, 'must not be empty'),
  PercentageStep: count(1, 100, 'percent of traffic that moves at each step'),
  WaitTime: bakeSeconds,
});

/** What the seed's form may have, under the names that it may have there. */
export const DEPLOY_JSON_FIELDS: readonly string[] = [...FIELDS, ...SYNONYMS.keys()];

/**
 * Settles the seed's `deploy.json` into a plan, or names everything that is wrong in it. Its fields are read under their names in our
 * own form, in which it says less.
 */
export function planFromDeployJson(input: object): Settled<RolloutPlan> {
  const fields = asMeant(input);
  const own = ownFields.safeParse(fields, { error: problemInWords });
  const { content, nameOf, twice } = renamed(fields);
  const settled = planFromRolloutYaml(completed(content, fields, own.data), (path) =>
    // The steps are made here, all alike.
    path[0] === 'steps' ? ['WaitTime'] : nameOf(path),
  );
  const alone = [...unknownIn(fields), ...saidTwice(input), ...twice];
  if (settled.ok && own.success && alone.length === 0) return settled;
  return {
    ok: false,
    problems: inOrderOf(Object.keys(fields), [
      ...alone,
      ...(own.success ? [] : problemsOf(own.error, fields)),
      ...(settled.ok ? [] : settled.problems),
    ]),
  };
}

/** The article reads null as absent, and a window of 0 as its default. */
function asMeant(input: object): Record<string, unknown> {
  const given = Object.entries(input)
    .map(([key, value]) => [SYNONYMS.get(key) ?? key, value as unknown] as const)
    .map(([name, value]) => [name, numeric(name, value)] as const)
    .filter(([name, value]) => value !== null && !(name === 'FailureThresholdTime' && value === 0));
  const fields = Object.fromEntries(given);
  const { Protocol } = fields;
  return typeof Protocol === 'string' ? { ...fields, Protocol: Protocol.toLowerCase() } : fields;
}

const unknownIn = (fields: object): Problem[] =>
  Object.keys(fields)
    .filter((name) => !FIELDS.includes(name))
    .map((name) => unknownField([name], FIELDS));

/** Fields that a file gives under both of their names, of which only one could be meant. */
const saidTwice = (input: object): Problem[] =>
  [...SYNONYMS]
    .filter(([synonym, name]) => Object.hasOwn(input, synonym) && Object.hasOwn(input, name))
    .map(([synonym, name]) => ({
      path: name,
      message: `is given as ${synonym}, too: leave one of them out`,
    }));

/** What the article takes for granted: App Mesh, a stack a version with these parameters, and equal steps, the last of which is the final bake. */
function completed(
  content: Record<string, unknown>,
  { EnvironmentName, MicroserviceName, Port, Protocol }: Record<string, unknown>,
  own: z.output<typeof ownFields> | undefined,
): object {
  const { version, router, provisioner } = content as Record<string, object | undefined>;
  const texts = Object.entries({ EnvironmentName, MicroserviceName, Port, Protocol });
  const parameters = Object.fromEntries(texts.map(([name, value]) => [name, String(value)]));
  return {
    ...content,
    // There, if empty, so that what is missing in it is told by its own name.
    version: { ...version },
    router: { kind: 'appMesh', ...router },
    provisioner: {
      kind: 'cloudFormation',
      ...provisioner,
      parameters: { ...parameters, Namespace: own?.Namespace ?? '' },
    },
    steps: own ? equalSteps(own.PercentageStep, own.WaitTime).slice(0, -1) : [],
    finalBakeSeconds: own?.WaitTime ?? 1,
  };
}

/** One problem a field, in the order of the file; those of fields that are missing come last. */
function inOrderOf(names: readonly string[], problems: readonly Problem[]): Problem[] {
  const placeOf = ({ path }: Problem) => {
    const place = names.indexOf(path.split('.')[0]!);
    return place < 0 ? names.length : place;
  };
  return problems
    .filter(({ path }, i) => problems.findIndex((each) => each.path === path) === i)
    .sort((a, b) => placeOf(a) - placeOf(b));
}
