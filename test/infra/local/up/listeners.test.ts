import { listenerOf } from '../../../../infra/local/up/listeners.ts';

const listener = (loadBalancer: string, port: number) => ({
  loadBalancer,
  port,
  listenerArn: `${loadBalancer}:${port}`,
  url: `http://127.0.0.1:2${port}`,
});
const ALL = [
  listener('cart-Load-1', 443),
  listener('shop-Load-1', 80),
  listener('shop-Load-1', 443),
  listener('admin-Load-1', 8443),
  listener('admin-Load-1', 443),
];

it.each([
  ['the only listener, whatever its port is', 'cart', undefined, 443],
  ['that at 80 where there are several', 'shop', undefined, 80],
  ['that at 443 where none is at 80', 'admin', undefined, 443],
  ['that at the port which is named', 'admin', 8443, 8443],
  ['none at a port that nobody listens at', 'cart', 80, undefined],
  ['none of a load balancer that is not there', 'basket', undefined, undefined],
])('finds %s', (_, name, port, found) => {
  expect(listenerOf(ALL, name, port)?.port).toBe(found);
});
