import { versionId } from '../../../activities/plan/names.ts';
import { versionIn } from '../../../activities/images/version-in.ts';

it.each([
  ['shop/cart:2026-11-29_12.30.00.883e2be3', '883e2be3'],
  ['cart:1.4.2', '1.4.2'],
  ['cart:v1.10.0', 'v1.10.0'],
  ['registry:5000/cart:v1@sha256:abc', 'v1'],
  ['cart:a..b-_c', 'a.b-c'],
  ['cart', 'v0'],
])('calls the version of %s %s', (image, version) => {
  expect(versionIn(image)).toBe(version);
  expect(versionId('').safeParse(version).success).toBe(true);
});
