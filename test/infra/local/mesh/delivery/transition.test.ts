import { transition } from '../../../../../infra/local/mesh/delivery/transition.ts';
import type { NamedResources, Resources } from '../../../../../infra/local/mesh/resources/resources.ts';

const named = (...names: string[]): NamedResources =>
  Object.fromEntries(names.map((name) => [name, { name }]));
const resources = (clusters: NamedResources, more: Partial<Resources> = {}): Resources => ({
  clusters,
  endpoints: clusters,
  listeners: named('egress'),
  routes: { egress: { to: Object.keys(clusters) } },
  ...more,
});

it('tells an Envoy that is new everything, were it nothing', () => {
  const nothing: Resources = { clusters: {}, endpoints: {}, listeners: {}, routes: {} };
  expect(transition(undefined, nothing)).toEqual({
    make: { clusters: {}, endpoints: {} },
    use: { listeners: {}, routes: {} },
    remove: {},
    removed: [],
  });
});

it('makes a cluster before it is used, and removes one only when it is no longer used', () => {
  const { make, use, remove, removed } = transition(resources(named('v1')), resources(named('v2')));
  expect(make.clusters).toEqual(named('v1', 'v2'));
  expect(use).toEqual({ routes: { egress: { to: ['v2'] } } });
  expect(remove.clusters).toEqual(named('v2'));
  expect(removed).toEqual(['v1']);
});

it('sends endpoints alone when only they have changed', () => {
  const from = resources(named('v1'));
  const endpoints = { v1: { moved: true } };
  expect(transition(from, { ...from, endpoints })).toEqual({
    make: { endpoints },
    use: {},
    remove: {},
    removed: [],
  });
});

it('sends endpoints again with a cluster that has changed', () => {
  const from = resources(named('v1'));
  const { make } = transition(from, { ...from, clusters: { v1: { healthChecks: true } } });
  expect(make).toEqual({ clusters: { v1: { healthChecks: true } }, endpoints: from.endpoints });
});

it('sends nothing when nothing has changed', () => {
  const same = () => resources(named('v1', 'v2'));
  expect(transition(same(), same())).toEqual({ make: {}, use: {}, remove: {}, removed: [] });
});
