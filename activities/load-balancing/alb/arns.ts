import type { ListenerRule } from '../../../workflows/rollout/listener-rule.ts';

/** Whether an ARN is a listener's, and so means its default action; else a rule's. */
export const isListener = (arn: string) => arn.includes(':listener/');

/** `…:listener-rule/app/<name>/<id>/<listener>/<rule>` and `…:listener/app/<name>/<id>/<listener>` are before `…:loadbalancer/app/<name>/<id>`. */
export const balancerOf = (rule: ListenerRule): string =>
  ('arn' in rule ? rule.arn : rule.listener)
    .replace(/:listener(-rule)?\//, ':loadbalancer/')
    .split('/')
    .slice(0, 4)
    .join('/');
