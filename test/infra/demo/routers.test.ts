import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeploymentFile } from '../../../client/deployment-files.ts';
import type { Deployment } from '../../../infra/demo/deployment.ts';
import { ALB } from '../../../infra/demo/routers/alb.ts';
import { shareOf } from '../../../infra/demo/routers/alb-aftermath.ts';
import { buildCart, BY_ECS, byRule } from '../../../infra/demo/routers/alb-build.ts';
import { routerOf } from '../../../infra/demo/routers/routers.ts';
import { findImage } from '../../../infra/local/images/registry.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';

describe('the router of the demo', () => {
  it('is found by the kind that a deployment file calls it', () => {
    expect(routerOf('alb')).toBe(ALB);
  });

  it.each(['nonsense', '', 'toString'])('is refused as «%s», with those there are', (kind) => {
    expect(() => routerOf(kind)).toThrow(`ROUTER is "${kind}": must be appMesh or alb or ecs`);
  });
});

describe('a version of the cart', () => {
  const rule = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener-rule/app/cart/1/2/3';
  const versions: readonly Deployment[] = Object.values(ALB.versions);
  const ways = { 'a rule': byRule(rule), ECS: BY_ECS };
  const builds = Object.entries(ways).flatMap(([by, way]) =>
    versions.map((version) => ({ ...version, by, way })),
  );
  let stateFolder: string;
  beforeEach(() => (stateFolder = mkdtempSync(join(tmpdir(), 'serin-demo-'))));
  afterEach(() => rmSync(stateFolder, { recursive: true }));

  it.each(builds)('is built, with a deployment file that is right, by $by: $title', ({ way, ...version }) => {
    const cloud = { endpoints: { environment: 'shop', stateFolder } } as Cloud;
    const { sha, image, file } = buildCart(version, cloud, way);
    const { plan } = readDeploymentFile(file);
    expect(plan).toMatchObject({
      service: 'cart',
      version: { id: sha, image },
      judge: { kind: version.judge },
    });
    expect(existsSync(findImage(image, stateFolder)!.folder)).toBe(true);
  });
});

describe('a share of the traffic', () => {
  it('is named by its version alone while all its targets are healthy', () => {
    expect(shareOf('two', ['healthy', 'healthy'])).toBe('two');
  });

  it.each([
    [['healthy', 'unhealthy'], 'two (healthy, unhealthy)'],
    [[], 'two (no targets)'],
  ])('tells what its targets are when they are %j', (states, text) => {
    expect(shareOf('two', states)).toBe(text);
  });
});
