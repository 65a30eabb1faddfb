import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';

/** What .dockerignore keeps from the builder below the folders that it lets through. */
const isLeftOut = (path: string): boolean => ['dist', 'node_modules', '__pycache__'].includes(basename(path));

/** A stage of the build: the folder that stands for its root, and what its instructions have set so far. */
interface Stage {
  readonly root: string;
  folder: string;
  readonly variables: Record<string, string>;
}

/**
 * Carries out the Dockerfile's instructions in an empty folder, with this machine's system and the Node.js of `path` for its base
 * images; answers the folder that stands for the root of the image. Needs npm's registry, as the build of the image does.
 *
 * @throws Error where a step fails
 */
export function replayDockerfile(folder: string, path: string): string {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(readFileSync('Dockerfile', 'utf8')).getInstructions()) {
    const given = instruction.getArguments().map((argument) => argument.getValue());
    if (instruction.getKeyword() === 'FROM') {
      const name = given[2] ?? 'image';
      stage = { root: join(folder, name), folder: '/', variables: {} };
      mkdirSync(stage.root, { recursive: true });
      stages.set(name, stage);
    } else if (stage) carryOut(stage, stages, instruction, given, path);
  }
  if (!stage) throw new Error('the Dockerfile has no stage');
  return stage.root;
}

function carryOut(
  stage: Stage,
  stages: ReadonlyMap<string, Stage>,
  instruction: Instruction,
  given: readonly string[],
  path: string,
): void {
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      stage.folder = given[0] ?? '/';
      mkdirSync(join(stage.root, stage.folder), { recursive: true });
      return;
    case 'ARG': {
      const [name = '', value = ''] = (given[0] ?? '').split('=');
      stage.variables[name] = value;
      return;
    }
    case 'COPY':
      return copy(stage, stages, instruction as Copy, given);
    case 'RUN':
      execFileSync('/bin/sh', ['-ec', instruction.getRawArgumentsContent() ?? ''], {
        cwd: join(stage.root, stage.folder),
        env: { ...stage.variables, PATH: path, HOME: process.env['HOME'] },
        stdio: 'inherit',
      });
  }
}

function copy(
  stage: Stage,
  stages: ReadonlyMap<string, Stage>,
  instruction: Copy,
  given: readonly string[],
): void {
  const from = stages.get(instruction.getFromFlag()?.getValue() ?? '');
  const to = given.at(-1) ?? '';
  for (const source of given.slice(0, -1)) {
    // Certificates and their like are the base image's own.
    if (from && !source.startsWith(`${from.folder}/`)) continue;
    const file = from ? join(from.root, source) : resolve(source);
    const target = join(stage.root, stage.folder, to, to.endsWith('/') ? basename(source) : '');
    cpSync(file, to.startsWith('/') ? join(stage.root, to) : target, {
      recursive: true,
      verbatimSymlinks: true,
      ...(from ? {} : { filter: (each) => !isLeftOut(each) }),
    });
  }
}
