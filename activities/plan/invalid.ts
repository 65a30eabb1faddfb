import { ApplicationFailure } from '@temporalio/common';
import { describeProblems, type Problem } from './problem.ts';

/** The failure of a rollout that nobody should begin: everything that is wrong, for people and as data. */
export const invalidPlan = (problems: readonly Problem[]): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'InvalidPlan',
    message: describeProblems(problems),
    details: [problems.map(({ path, message }) => ({ path, message }))],
  });
