import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCompose, type ComposeFile } from '../../test/infra/compose/compose-file.ts';
import { buildPrograms } from '../../test/infra/compose/go-modules.ts';
import { modulesOf } from '../../test/infra/compose/images.ts';
import { mountsOf, openProject } from '../../test/infra/compose/project.ts';
import { enterSandbox, furnish, inSandbox, noSandbox } from '../../test/infra/compose/sandbox.ts';
import type { TemporalServer } from './temporal.ts';
import { pidsOf, usageOfAll } from './usage.ts';

/** The services of docker-compose.yml that are Temporal's. */
const NAMES = ['postgresql', 'temporal-schema', 'temporal', 'temporal-namespace'];

/** What uses CPU and memory of them; each as the kernel calls it. */
const PROGRAMS = ['temporal-server', 'postgres'];

function compose(): ComposeFile {
  const { services } = readCompose(process.env);
  return { services: Object.fromEntries(NAMES.map((name) => [name, services[name]!])) };
}

/** Runs a program of the bench where `startWithPostgresql` works; it gets the folder for that as its last argument. Answers its exit code. */
export async function besidePostgresql(program: string, args: readonly string[]): Promise<number> {
  const reason = noSandbox();
  if (reason !== undefined) throw new Error(reason);
  for (const module of Object.values(compose().services).flatMap(modulesOf)) await buildPrograms(module);
  const scratch = mkdtempSync(join(tmpdir(), 'serin-postgresql-'));
  const code = await inSandbox(program, [...args, '--sandbox', scratch]);
  rmdirSync(scratch);
  return code;
}

/** Enters the sandbox, and answers how Temporal is started there with PostgreSQL, as docker-compose.yml has them. */
export function postgresqlIn(scratch: string): (state: string) => Promise<TemporalServer> {
  enterSandbox(scratch);
  const file = compose();
  furnish(scratch, mountsOf(file), NAMES);
  return (state) => startWithPostgresql(file, state);
}

async function startWithPostgresql(file: ComposeFile, state: string): Promise<TemporalServer> {
  const project = openProject(file, process.env, join(state, 'logs'));
  await (await project.up('temporal-namespace')).reached('service_completed_successfully');
  let temporal = await project.up('temporal');
  return {
    address: '127.0.0.1:7233',
    usage: () => usageOfAll(PROGRAMS),
    kill(signal) {
      for (const pid of pidsOf([PROGRAMS[0]!])) process.kill(pid, signal);
      return Promise.resolve();
    },
    async restart() {
      temporal = project.run('temporal');
      await temporal.reached('service_healthy');
    },
    async stop() {
      await temporal.stop();
      await (await project.up('postgresql')).stop();
    },
  };
}
