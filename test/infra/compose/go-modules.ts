import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A Go module at one version, with the commands that an image has of it: package to the name it has there. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  readonly programs: Readonly<Record<string, string>>;
}

/** Temporal's server and its tools are made of one module, of which the images' tags are the versions. */
export const temporalServer = (tag: string): GoModule => ({
  path: 'go.temporal.io/server',
  version: `v${tag}`,
  programs: { 'cmd/server': 'temporal-server', 'cmd/tools/sql': 'temporal-sql-tool' },
});

export const temporalPages = (tag: string): GoModule => ({
  path: 'github.com/temporalio/ui-server/v2',
  version: `v${tag}`,
  programs: { 'cmd/server': 'ui-server' },
});

/** Where a module's programs are, once they are built. */
export const programFolder = ({ path, version }: GoModule): string =>
  resolve('.serin/go', `${path}@${version}`);

/** Where Go keeps a module's source, once it is downloaded. */
export const sourceFolder = ({ path, version }: GoModule): string =>
  join(execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim(), `${path}@${version}`);

/** Builds a module's programs, which may take minutes, and keeps them; each of another module has a process of its own. */
export async function buildPrograms(module: GoModule): Promise<void> {
  const folder = programFolder(module);
  for (const [source, name] of Object.entries(module.programs)) {
    const program = join(folder, name);
    if (existsSync(program) && existsSync(sourceFolder(module))) continue;
    console.log(`building ${name} ${module.version}`);
    await build(module, source, program);
  }
}

/** `go install` names a program after its folder, so it goes to a folder of its own and is moved. */
async function build({ path, version }: GoModule, source: string, program: string): Promise<void> {
  mkdirSync(dirname(program), { recursive: true });
  const folder = mkdtempSync(`${program}-`);
  try {
    const child = spawn('go', ['install', `${path}/${source}@${version}`], {
      env: { ...process.env, GOBIN: folder },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`go install ${path}/${source}@${version} ended with exit code ${code}`);
    renameSync(join(folder, readdirSync(folder)[0]!), program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
