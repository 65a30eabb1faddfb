import { DEPLOY_JSON_FIELDS } from './deploy-json.ts';
import { ROLLOUT_YAML_FIELDS } from './rollout-yaml.ts';

/**
 * The form of deployment file that an input is written in: the one of whose fields it names more, in whatever case, so that a slip in one
 * name is told as such; undefined where it names none of either.
 */
export function formOf(input: object): 'deployJson' | 'rolloutYaml' | undefined {
  const article = namesAmong(DEPLOY_JSON_FIELDS, input);
  const own = namesAmong(ROLLOUT_YAML_FIELDS, input);
  if (article > own) return 'deployJson';
  return own > 0 ? 'rolloutYaml' : undefined;
}

function namesAmong(fields: readonly string[], input: object): number {
  const known = new Set(fields.map((field) => field.toLowerCase()));
  return Object.keys(input).filter((key) => known.has(key.toLowerCase())).length;
}
