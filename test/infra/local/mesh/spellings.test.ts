import { spellingsOf } from '../../../../infra/local/mesh/spellings.ts';

const node = (backends: string[], namespaceName?: string) => ({
  backends: backends.map((virtualServiceName) => ({ virtualService: { virtualServiceName } })),
  ...(namespaceName && { serviceDiscovery: { awsCloudMap: { namespaceName, serviceName: 'caller' } } }),
});

it.each([
  ['with the namespace too', node(['db'], 'shop.local'), { db: ['db', 'db.shop.local'] }],
  ['without it too', node(['db.shop.local'], 'shop.local'), { 'db.shop.local': ['db.shop.local', 'db'] }],
  ['as it is, where it is of elsewhere', node(['db.a.b'], 'shop.local'), { 'db.a.b': ['db.a.b'] }],
  ['as it is, where the caller has no namespace', node(['db']), { db: ['db'] }],
  [
    'by its own name alone, where the other is another backend’s',
    node(['db', 'db.shop.local'], 'shop.local'),
    { db: ['db'], 'db.shop.local': ['db.shop.local'] },
  ],
])('a backend is called %s', (_, spec, expected) => {
  expect(spellingsOf(spec)).toEqual(expected);
});
