import { fittingName } from '../../../client/init/fitting-name.ts';

it.each(['cart', 'Cart-2', 'a'.repeat(40)])('%s is a name as it stands', (name) => {
  expect(fittingName(name, 40)).toBe(name);
});

it.each([
  ['cart_api', /^cart-api-[0-9a-f]{6}$/],
  ['-cart.', /^cart-[0-9a-f]{6}$/],
  ['___', /^[0-9a-f]{6}$/],
  ['customer-'.repeat(5) + 'api', /^customer-customer-customer-customer-[0-9a-f]{6}$/],
])('%s is given one', (name, expected) => {
  expect(fittingName(name, 43)).toMatch(expected);
  expect(fittingName(name, 43).length).toBeLessThanOrEqual(43);
});

it('names that would be the same, cut or in other characters, stay apart', () => {
  const long = 'production-customer-notification-service-for-all-of-the-shops';
  const names = ['cart_api', 'cart-api', 'cart.api', `${long}-1`, `${long}-2`];
  expect(new Set(names.map((name) => fittingName(name, 40))).size).toBe(names.length);
});
