import { versionOf } from '../../../../infra/local/traffic/version.ts';

it.each([
  ['cds_egress_yelb_yelb-appserver-1a2b3c4d_http_4567', 'yelb-appserver', '1a2b3c4d'],
  ['cds_egress_my_mesh_api-v2-vn_http2_3000', 'api', 'v2-vn'],
  ['cds_egress_shop_gateway_http_80', 'api', 'gateway'],
  ['xds', 'api', 'unknown'],
  [undefined, 'api', 'unknown'],
])('reads from %s of the service %s the version %s', (cluster, service, version) => {
  expect(versionOf(cluster, service)).toBe(version);
});
