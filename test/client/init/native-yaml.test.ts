import { parse } from 'yaml';
import { nativeYaml } from '../../../client/init/native-yaml.ts';
import type { ShiftedService } from '../../../activities/discovery/shifted-service.ts';
import { settlePlan } from '../../../activities/plan/settle.ts';
import { pauseAt } from '../../infra/local/aws/shifting-world.ts';

const LINEAR = { strategy: 'LINEAR' as const, linearConfiguration: { stepPercent: 25 } };

const found = (changes: Partial<ShiftedService> = {}): ShiftedService => ({
  cluster: 'shop',
  service: 'cart',
  tasks: 2,
  container: 'app',
  image: 'cart:1',
  configuration: LINEAR,
  ...changes,
});

const plan = (text: string) => {
  const settled = settlePlan(parse(text));
  return settled.ok ? settled.value : settled.problems;
};

it('writes a file that is right as it stands, with the steps that the service has', () => {
  expect(plan(nativeYaml(found(), false))).toMatchObject({
    environment: 'shop',
    service: 'cart',
    version: { id: 'new', image: 'cart:1' },
    driver: { kind: 'ecsNative', strategy: { kind: 'linear', stepPercent: 25 } },
  });
  expect(nativeYaml(found(), false)).toContain('# Nothing has to be prepared.');
});

it('begins with a little where all traffic has gone at once until now', () => {
  const configuration = { strategy: 'BLUE_GREEN' as const, bakeTimeInMinutes: 5 };
  expect(plan(nativeYaml(found({ configuration }), false))).toMatchObject({
    driver: { strategy: { kind: 'canary', canaryPercent: 10 } },
  });
  expect(plan(nativeYaml(found({ configuration }), true))).toMatchObject({
    driver: { strategy: { kind: 'blueGreen' }, adopt: true },
  });
});

it('names what is called otherwise in a file', () => {
  const text = nativeYaml(found({ cluster: 'my_shop', service: 'cart_api' }), false);
  expect(plan(text)).toMatchObject({ driver: { cluster: 'my_shop', service: 'cart_api' } });
});

describe('for deployments that others begin', () => {
  const text = nativeYaml(found(), true);

  it('says which pauses the service needs by the command of AWS, whose hooks a plan takes', () => {
    const [, json = ''] = /--deployment-configuration '(.*?)' --query/.exec(text) ?? [];
    const { driver } = plan(text) as { driver: { pauseMinutes: number } };
    const stages = ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'] as const;
    expect(JSON.parse(json)).toEqual({
      ...LINEAR,
      lifecycleHooks: [pauseAt([...stages], driver.pauseMinutes, 'ROLLBACK')],
    });
  });

  it('says the same by Terraform and by CDK', () => {
    expect(text).toContain(`
#  | lifecycle_hook {
#  |   target_type      = "PAUSE"
#  |   lifecycle_stages = ["PRE_PRODUCTION_TRAFFIC_SHIFT","POST_PRODUCTION_TRAFFIC_SHIFT"]
#  |   timeout_configuration {`);
    expect(text).toContain('[{"TargetType":"PAUSE","LifecycleStages":["PRE_PRODUCTION_TRAFFIC_SHIFT"');
  });

  it('asks only for what is missing, and keeps the hooks that are there', () => {
    const own = pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_SCALE_UP'], 20_000);
    const some = nativeYaml(found({ configuration: { ...LINEAR, lifecycleHooks: [own] } }), true);
    expect(some).toContain('lifecycle_stages = ["POST_PRODUCTION_TRAFFIC_SHIFT"]');
    expect(some).toContain(JSON.stringify(own));
    const all = pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'], 20_000);
    expect(nativeYaml(found({ configuration: { ...LINEAR, lifecycleHooks: [all] } }), true)).toContain(
      '# Nothing has to be prepared.',
    );
  });
});

it("asks for queries of one's own, with a label of the revision, where nothing before the service counts its requests", () => {
  const text = nativeYaml(
    found({ uncounted: 'Service Connect tells nothing by revision: name metrics of your own' }),
    true,
  );
  expect(text).toContain('metrics: # Service Connect tells nothing by revision: name metrics of your own\n');
  expect(plan(text)).toMatchObject({
    metrics: {
      kind: 'prometheus',
      own: { requests: 'sum(rate(http_requests_total{service="cart",revision="{{version}}"}[{{window}}]))' },
    },
  });
});
