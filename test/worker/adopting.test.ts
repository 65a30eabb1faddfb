import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BegunDeployment } from '../../activities/drivers/ecs-native/adopt.ts';
import { readAdoptedService } from '../../worker/adopting/adopted-service.ts';
import { watchDeployments } from '../../worker/adopting/watch.ts';
import { readPolicy } from '../../worker/policy.ts';
import { eventually } from '../infra/local/eventually.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-adopting-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const NATIVE = {
  driver: { kind: 'ecsNative' },
  router: undefined,
  provisioner: undefined,
  metrics: undefined,
  version: undefined,
};
const cart = (changes: object = {}) =>
  fileOf('cart.yaml', JSON.stringify(rolloutYaml({ ...NATIVE, ...changes })));
const begun: BegunDeployment = { arn: 'deployment/1', version: 'cart-8', image: 'cart:8' };

it('finds the deployment files beside the policy', () => {
  const policy = fileOf('policy.yaml', "rules: [{ environments: ['*'] }]\nadopt: [cart.yaml]");
  expect(readPolicy(policy).adopt).toEqual([join(folder, 'cart.yaml')]);
});

it('makes the content of a rollout of the deployment, from a file that has no version', () => {
  const service = readAdoptedService(cart());
  expect(service.owner).toEqual({ environment: 'shop', service: 'cart' });
  expect(service.contentFor(begun)).toMatchObject({
    service: 'cart',
    version: { id: 'cart-8', image: 'cart:8' },
    driver: { kind: 'ecsNative', adopt: true },
  });
});

it.each<[string, () => string, RegExp]>([
  ['is not there', () => join(folder, 'none.yaml'), /none.yaml cannot be read: ENOENT/],
  ['is no YAML', () => fileOf('bad.yaml', 'a: ['), /bad.yaml cannot be read/],
  ['has another driver', () => fileOf('mesh.yaml', JSON.stringify(rolloutYaml())), /mesh.yaml is not right/],
  ['has a wrong field', () => cart({ finalBakeSeconds: 'long' }), /cart.yaml is not right:\n.*finalBakeSeconds/],
])('keeps the worker from starting where a file %s', (_, file, reason) => {
  expect(() => readAdoptedService(file())).toThrow(reason);
}); // prettier-ignore

it('takes over what is begun, says so, and says what cannot be seen', async () => {
  const services = [readAdoptedService(cart()), readAdoptedService(cart({ service: 'basket' }))];
  const said: string[] = [];
  const watch = watchDeployments(services, {
    begun: ({ owner: { service } }) =>
      service === 'cart' ? Promise.resolve(begun) : Promise.reject(new Error('access denied')),
    takeOver: () => Promise.resolve({ kind: 'begun' }),
    say: (level, message) => void said.push(`${level}: ${message}`),
  });
  await watch.close();
  expect(said.sort()).toEqual([
    'info: takes over the deployment of cart-8 for shop/cart',
    'warn: cannot see whether shop/basket is deployed: access denied',
  ]);
});

it('says once a deployment that it is not judged, and why', async () => {
  const said: string[] = [];
  let looks = 0;
  const watch = watchDeployments(
    [readAdoptedService(cart())],
    {
      begun: () => {
        looks += 1;
        return Promise.resolve(looks < 3 ? begun : { ...begun, arn: 'deployment/2' });
      },
      takeOver: () => Promise.resolve({ kind: 'refused', reason: 'it has other steps' }),
      say: (level, message) => void said.push(`${level}: ${message}`),
    },
    0,
  );
  await eventually(() => looks >= 3);
  await watch.close();
  const refusal =
    'warn: does not judge the deployment of cart-8 for shop/cart, which goes back when its pause expires: it has other steps';
  expect(said).toEqual([refusal, refusal]);
});
