import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { planFromDeployJson } from './deploy-json.ts';
import { formOf } from './form.ts';
import { madeNameProblems } from './made-names.ts';
import { refused, type Problem, type Settled } from './problem.ts';
import { planFromRolloutYaml } from './rollout-yaml.ts';
import { shapeProblem } from './shape.ts';

/** People mend some, and look again; more would not fit into an answer. */
const TOLD_PROBLEMS = 50;
const TOLD_PATH = 200;

/** Makes a plan of a deployment file's content, or says everything that is wrong with it. */
export type Settle = (input: unknown) => Settled<RolloutPlan> | Promise<Settled<RolloutPlan>>;

/** Settles a deployment file's content, already parsed, into the plan of a rollout. */
export function settlePlan(input: unknown): Settled<RolloutPlan> {
  const settled = settledWhole(input);
  return settled.ok ? settled : refused(...told(settled.problems));
}

function settledWhole(input: unknown): Settled<RolloutPlan> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refused({ path: '(file)', message: 'must be an object with the fields of a deployment file' });
  }
  const unfit = shapeProblem(input);
  if (unfit) return refused(unfit);
  const settled = settledBySchema(input);
  const problems = settled.ok ? madeNameProblems(settled.value) : [];
  return problems.length > 0 ? refused(...problems) : settled;
}

function settledBySchema(input: object): Settled<RolloutPlan> {
  switch (formOf(input)) {
    case 'deployJson': {
      const settled = planFromDeployJson(input);
      return settled.ok ? { ok: true, value: { form: 'deployJson', ...settled.value } } : settled;
    }
    case 'rolloutYaml':
      return planFromRolloutYaml(input);
    case undefined:
      return refused({
        path: '(file)',
        message: 'has none of the fields of a deployment file, such as environment or EnvironmentName',
      });
  }
}

function told(problems: readonly Problem[]): Problem[] {
  const short = problems.slice(0, TOLD_PROBLEMS).map(({ path, message }) => ({
    path: path.length > TOLD_PATH ? `${path.slice(0, TOLD_PATH)}…` : path,
    message,
  }));
  const more = problems.length - short.length;
  return more > 0 ? [...short, { path: '(file)', message: `has ${more} more problems` }] : short;
}
