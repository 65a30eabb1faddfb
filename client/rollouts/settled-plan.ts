export { settledPlan } from '../../worker/settled-plan.ts';
