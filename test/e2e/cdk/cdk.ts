import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProgram } from '../program.ts';

const EXAMPLE = 'examples/in-place/cdk/cart.ts';

/** A stack that needs neither a bucket nor roles that `cdk bootstrap` makes. */
const SETTINGS = {
  app: `${process.execPath} --preserve-symlinks cart.ts`,
  context: { '@aws-cdk/core:newStyleStackSynthesis': false },
  versionReporting: false,
};

/** Values of the example's context. */
type Context = Readonly<Record<string, string>>;

export interface Cdk {
  /** Carries a command on the example's stack out, and answers what it has printed; rejects with that where the command fails. */
  run(command: string, context: Context, ...flags: readonly string[]): Promise<string>;
  /** What the stack's last deployment has put out, by name. */
  outputs(): Readonly<Record<string, string>>;
}

/**
 * The example's code in a folder of its own, carried out by the CDK's own command.
 *
 * @param modules the `node_modules` with aws-cdk, aws-cdk-lib and constructs
 */
export function openCdk(folder: string, modules: string, env: Readonly<Record<string, string>>): Cdk {
  mkdirSync(folder, { recursive: true });
  cpSync(EXAMPLE, join(folder, 'cart.ts'));
  symlinkSync(modules, join(folder, 'node_modules'));
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify(SETTINGS));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const put = join(folder, 'outputs.json');
  return {
    async run(command, context, ...flags) {
      const values = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const { exitCode, printed } = startProgram(
        join(modules, '.bin/cdk'),
        [command, '--no-notices', '--no-color', '--ci', ...values, ...flags],
        { cwd: folder, env: { ...process.env, ...env, CDK_DISABLE_VERSION_CHECK: '1' } },
      );
      if ((await exitCode) !== 0) throw new Error(printed());
      return printed();
    },
    outputs: () => (JSON.parse(readFileSync(put, 'utf8')) as { cart: Record<string, string> }).cart,
  };
}
