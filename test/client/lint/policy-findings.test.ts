import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settlePlan } from '../../../activities/plan/settle.ts';
import { policyFindings } from '../../../client/lint/policy-findings.ts';
import { deployJson } from '../../fakes/deploy-json.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What lint says of a file's image by a policy with this rule. */
function told(rule: string) {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, `rules:\n  - ${rule}\n`);
  const settled = settlePlan(deployJson({ ContainerImage: 'example.com/shop/cart:v2' }));
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return policyFindings(file, settled.value);
}

it('says what a worker with the policy would refuse, with its line and column', async () => {
  const findings = await told("{ environments: ['*'], registries: [other.example.com/*] }");
  expect(findings).toEqual([
    {
      outcome: 'wrong',
      path: '(policy)',
      message: expect.stringMatching(
        /policy\.yaml:2:28: registries of .* has no room for the image example\.com\/shop\/cart:v2$/,
      ),
    },
  ]);
});

it('says that the policy has room for a file', async () => {
  expect(await told("{ environments: ['*'], registries: [example.com/*] }")).toMatchObject([
    { outcome: 'ok', path: '(policy)' },
  ]);
});

it('refuses a policy that is wrong itself, with its place and what was meant', async () => {
  await expect(told("{ environments: ['*'], registrys: [example.com/*] }")).rejects.toThrow(
    /policy\.yaml:2:28: rules\.0\.registrys there is no such field: did you mean registries\?/,
  );
});
