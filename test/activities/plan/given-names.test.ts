import { settlePlan } from '../../../activities/plan/settle.ts';

const file = {
  environment: 'flask',
  service: 'api',
  version: { id: 'v2', image: 'flask-api:v2' },
  stable: 'v1',
  router: {
    kind: 'appMesh',
    protocol: 'http',
    mesh: 'flask-mesh',
    virtualRouter: 'api-vr',
    route: 'api-route',
    nodes: { v1: 'api-vn', v2: 'api-v2-vn' },
  },
  provisioner: { kind: 'given', services: { v1: 'api', v2: 'api-v2' } },
  metrics: { kind: 'containerInsights', port: 3000, family: { v1: 'api', v2: 'api-v2' } },
  steps: [{ weight: 33, bakeSeconds: 60 }],
  finalBakeSeconds: 60,
};

const problemsOf = (changes: object) => {
  const settled = settlePlan({ ...file, ...changes });
  return settled.ok ? [] : settled.problems.map(({ path, message }) => `${path}: ${message}`);
};

it('makes a plan that only shifts weights between versions that are there', () => {
  expect(settlePlan(file)).toMatchObject({
    ok: true,
    value: {
      stable: 'v1',
      driver: {
        router: { mesh: 'flask-mesh', route: 'api-route', nodes: { v1: 'api-vn', v2: 'api-v2-vn' } },
        provisioner: { kind: 'given', cluster: 'flask', services: { v1: 'api', v2: 'api-v2' } },
      },
      metrics: { family: { v1: 'api', v2: 'api-v2' }, nodes: { v1: 'api-vn', v2: 'api-v2-vn' } },
    },
  });
});

it.each<[string, object, RegExp]>([
  [
    'a file that does not say who is stable',
    { stable: undefined },
    /^stable: is missing: must say which version serves now/,
  ],
  [
    'a version that replaces itself',
    { stable: 'v2' },
    /^stable: .*must not be the version that is rolled out/,
  ],
  [
    'a version without a node',
    { router: { ...file.router, nodes: { v1: 'api-vn' } }, provisioner: { kind: 'given' } },
    /^router.nodes.v2: is missing: must name the virtual node of v2/,
  ],
  [
    'an ECS service of no version',
    { provisioner: { kind: 'given', services: { v3: 'api' } } },
    /^provisioner.services.v3: .*typing error/,
  ],
  [
    'nodes that a provisioner would make',
    { provisioner: { kind: 'cloudFormation', template: Buffer.from('Resources: {}').toString('base64') } },
    /^router.nodes: .*needs the provisioner given/,
  ],
])('refuses %s', (_what, changes, sentence) => {
  expect(problemsOf(changes)).toEqual([expect.stringMatching(sentence)]);
});
