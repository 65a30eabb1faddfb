import type { GrpcRouteMatch, HttpRouteMatch } from '@aws-sdk/client-app-mesh';
import { grpcMatch, httpMatch } from '../../../../../infra/local/mesh/resources/route-match.ts';

const header = (match: object) => ({ headers: [{ name: 'x-user', ...match }] });

it.each<[string, HttpRouteMatch | undefined, object]>([
  ['nothing', undefined, { prefix: '/' }],
  ['a prefix', { prefix: '/orders' }, { prefix: '/orders' }],
  ['an exact path', { path: { exact: '/orders' } }, { path: '/orders' }],
  ['a path expression', { path: { regex: '/o.*' } }, { safe_regex: { regex: '/o.*' } }],
  ['a method', { method: 'PUT' }, { headers: [{ name: ':method', string_match: { exact: 'PUT' } }] }],
  ['a scheme', { scheme: 'http' }, { headers: [{ name: ':scheme', string_match: { exact: 'http' } }] }],
  ['the presence of a header', { headers: [{ name: 'x-user' }] }, header({ present_match: true })],
  [
    'the absence of a header',
    { headers: [{ name: 'x-user', invert: true }] },
    header({ present_match: true, invert_match: true }),
  ],
  [
    'a header value',
    { headers: [{ name: 'x-user', match: { exact: 'ann' } }] },
    header({ string_match: { exact: 'ann' } }),
  ],
  [
    'a header prefix',
    { headers: [{ name: 'x-user', match: { prefix: 'a' } }] },
    header({ string_match: { prefix: 'a' } }),
  ],
  [
    'a header suffix',
    { headers: [{ name: 'x-user', match: { suffix: 'n' } }] },
    header({ string_match: { suffix: 'n' } }),
  ],
  [
    'a header expression',
    { headers: [{ name: 'x-user', match: { regex: 'a.n' } }] },
    header({ string_match: { safe_regex: { regex: 'a.n' } } }),
  ],
  [
    'a header range',
    { headers: [{ name: 'x-user', match: { range: { start: 1, end: 5 } } }] },
    header({ range_match: { start: 1, end: 5 } }),
  ],
  [
    'a query parameter',
    { queryParameters: [{ name: 'beta', match: { exact: '1' } }] },
    { query_parameters: [{ name: 'beta', string_match: { exact: '1' } }] },
  ],
])('matches http requests by %s', (_, match, expected) => {
  expect(httpMatch(match)).toMatchObject(expected);
});

it.each<[string, GrpcRouteMatch, object]>([
  ['everything', {}, { prefix: '/', grpc: {} }],
  ['a service', { serviceName: 'shop.Api' }, { prefix: '/shop.Api/', grpc: {} }],
  ['a method', { serviceName: 'shop.Api', methodName: 'Ask' }, { path: '/shop.Api/Ask', grpc: {} }],
])('matches grpc requests by %s', (_, match, expected) => {
  expect(grpcMatch(match)).toMatchObject(expected);
});
