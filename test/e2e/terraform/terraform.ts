import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const EXAMPLE = 'examples/in-place/terraform/main.tf';

const PROVIDER = `provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
`;

/** What a run of Terraform ended with, and said. */
export interface Ran {
  readonly exitCode: number | null;
  readonly said: string;
}

/**
 * The example's code in a folder of its own, carried out by the `terraform` on the PATH with a built provider.
 *
 * @param provider the folder that has the binary `terraform-provider-aws`
 */
export function openTerraform(
  folder: string,
  provider: string,
  env: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, unknown>>,
): (...args: readonly string[]) => Ran {
  mkdirSync(folder, { recursive: true });
  cpSync(EXAMPLE, join(folder, 'main.tf'));
  writeFileSync(join(folder, 'provider.tf'), PROVIDER);
  writeFileSync(join(folder, 'terraform.tfvars.json'), JSON.stringify(variables));
  const configuration = join(folder, 'terraform.rc');
  writeFileSync(
    configuration,
    `provider_installation {\n  dev_overrides { "hashicorp/aws" = ${JSON.stringify(provider)} }\n  direct {}\n}\n`,
  );
  return (...args) => {
    const { status, stdout, stderr } = spawnSync('terraform', [...args, '-no-color'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...env, TF_CLI_CONFIG_FILE: configuration, CHECKPOINT_DISABLE: '1' },
    });
    return { exitCode: status, said: stdout + stderr };
  };
}
