import { policyDocument } from '../../../activities/permissions/statement.ts';
import { allows } from './policy.ts';

const CLUSTER = 'arn:aws:ecs:eu-west-1:123456789012:cluster/shop';
const policy = policyDocument([
  {
    sid: 'Services',
    actions: ['ecs:DeleteService'],
    resources: ['arn:aws:ecs:*:123456789012:service/shop/cart-*'],
  },
  {
    sid: 'Tasks',
    actions: ['ecs:ListTasks'],
    resources: ['*'],
    condition: { ArnLike: { 'ecs:cluster': [CLUSTER.replace('eu-west-1', '*')] } },
  },
  {
    sid: 'Tags',
    actions: ['elasticloadbalancing:AddTags'],
    resources: ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/*'],
    condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['serin:version'] } },
  },
]);
const service = (name: string) => `arn:aws:ecs:eu-west-1:123456789012:service/${name}`;
const group = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/cart-a/1';

it.each([
  [true, 'a resource that fits', 'ecs:DeleteService', service('shop/cart-v1'), {}],
  [true, 'an action in other letters', 'ecs:deleteservice', service('shop/cart-v1'), {}],
  [false, 'another action', 'ecs:UpdateService', service('shop/cart-v1'), {}],
  [false, 'another cluster', 'ecs:DeleteService', service('other/cart-v1'), {}],
  [false, 'another service', 'ecs:DeleteService', service('shop/basket-v1'), {}],
  [true, 'a condition that holds', 'ecs:ListTasks', '*', { 'ecs:cluster': [CLUSTER] }],
  [false, 'a condition that does not', 'ecs:ListTasks', '*', { 'ecs:cluster': [`${CLUSTER}-2`] }],
  [false, 'a condition whose key is missing', 'ecs:ListTasks', '*', {}],
  [true, 'tags that fit', 'elasticloadbalancing:AddTags', group, { 'aws:TagKeys': ['serin:version'] }],
  [
    false,
    'tags of which one does not fit',
    'elasticloadbalancing:AddTags',
    group,
    { 'aws:TagKeys': ['serin:version', 'owner'] },
  ],
])('answers %s for %s', (answer, _, action, resource, context) => {
  expect(allows(policy, { action, resource, context: context })).toBe(answer);
});
