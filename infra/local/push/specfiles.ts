import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findSourceProblems } from '../images/source.ts';

/** A source that cannot be built, with every reason. */
export class SourceRefused extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SourceRefused';
    this.problems = problems;
  }
}

const deployJson = z.looseObject({
  MicroserviceName: z.string().min(1),
  WaitTime: z.number().positive().optional(),
  FailureThresholdTime: z.number().positive().optional(),
});

/** A service's `deploy.json` before a build has completed it; what else it says is the rollout's to check. */
export type DeployJson = z.infer<typeof deployJson>;

/** What the pipeline finds in a service's folder `specfiles`. */
export interface Specfiles {
  readonly deployJson: DeployJson;
  /** canary-helper.yaml, as it is. */
  readonly template: string;
}

const purposes = {
  'build.yml': 'how the build makes the image',
  'canary-helper.yaml': 'the template that makes one version',
  'deploy.json': 'what the rollout is to do',
} as const;

/** Reads the three files; throws SourceRefused with everything that is missing or wrong in the source. */
export function readSpecfiles(sourceFolder: string): Specfiles {
  const path = (name: keyof typeof purposes) => join(sourceFolder, 'specfiles', name);
  const names = Object.keys(purposes) as (keyof typeof purposes)[];
  const problems = [
    ...findSourceProblems(sourceFolder),
    ...names
      .filter((name) => !existsSync(path(name)))
      .map((name) => `${path(name)}: is missing; it says ${purposes[name]}`),
  ];
  if (problems.length > 0) throw new SourceRefused(problems);
  return {
    deployJson: parse(path('deploy.json')),
    template: readFileSync(path('canary-helper.yaml'), 'utf8'),
  };
}

function parse(file: string): DeployJson {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SourceRefused([`${file}: is not JSON: ${(error as Error).message}`]);
  }
  const parsed = deployJson.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new SourceRefused(
    parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`),
  );
}
