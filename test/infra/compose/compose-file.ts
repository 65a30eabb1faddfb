import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What docker-compose.yml says of a service, as far as this project's file uses it. */
export interface Service {
  readonly image: string;
  readonly build?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** Variables; one without a value is the shell's. */
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly user?: string;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  /** `source:target` or `source:target:ro` */
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>;
  readonly healthcheck?: HealthCheck;
}

/** What a service may wait for in another. */
export type Condition = 'service_healthy' | 'service_completed_successfully';

export interface HealthCheck {
  /** `CMD`, then a command that answers with its exit code. */
  readonly test: readonly string[];
  readonly interval: string;
  readonly retries: number;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
}

/**
 * Reads docker-compose.yml with the shell's variables in place: `${NAME}`, `${NAME:-default}`, and `$$` for a dollar.
 *
 * @see https://docs.docker.com/reference/compose-file/interpolation/
 */
export function readCompose(shell: NodeJS.ProcessEnv): ComposeFile {
  return parse(readFileSync('docker-compose.yml', 'utf8'), (_key, value: unknown) =>
    typeof value === 'string' ? interpolated(value, shell) : value,
  ) as ComposeFile;
}

const interpolated = (text: string, shell: NodeJS.ProcessEnv): string =>
  text.replaceAll(/\$(?:(\$)|\{(\w+)(?::-([^}]*))?\})/g, (_whole, dollar, name: string, fallback = '') =>
    dollar === undefined ? shell[name] || (fallback as string) : '$',
  );

/** A volume of a service: a folder or file of the host's, or else one that Compose keeps under that name. */
export interface Volume {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly isNamed: boolean;
}

export const volumesOf = ({ volumes = [] }: Service): Volume[] =>
  volumes.map((text) => {
    const [source = '', target = '', mode] = text.split(':');
    return { source, target, readOnly: mode === 'ro', isNamed: !/^[./]/.test(source) };
  });

/** A service's variables, with those of the shell that it passes on. */
export const variablesOf = (
  { environment = {} }: Service,
  shell: NodeJS.ProcessEnv,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const given = value ?? shell[name];
      return given === undefined ? [] : [[name, given]];
    }),
  );
