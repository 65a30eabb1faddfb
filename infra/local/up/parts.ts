import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IS_BUILT } from '../processes/home.ts';
import { programs } from '../processes/programs.ts';
import type { Addresses, PartName, PartSpec } from './part.ts';
import { programEnvironment } from './program-environment.ts';
import { readyLine } from './ready-line.ts';

const local = join(import.meta.dirname, '..');

/** The AWS API. */
export function awsPart(logFile: string, stateFolder: string): PartSpec {
  return {
    ...part('aws', logFile, { PYTHONPATH: join(local, 'aws') }),
    command: (previous) => [
      ...[programs.python(), '-m', 'awslab', '-p', `${previous?.['port'] ?? 0}`],
      ...['--images', join(stateFolder, 'images')],
    ],
  };
}

/** The mesh's control plane. */
export function meshPart(logFile: string, variables: Readonly<Record<string, string>>): PartSpec {
  return {
    ...part('mesh', logFile, variables),
    command: (previous) => nodeProgram('mesh', portFlags(['xds', 'admin'], previous)),
  };
}

/** The load balancers. */
export function balancerPart(
  logFile: string,
  variables: Readonly<Record<string, string>>,
  stateFolder: string,
): PartSpec {
  return {
    ...part('balancer', logFile, variables),
    command: (previous) =>
      nodeProgram('balancer', [...['--state', stateFolder], ...portFlags(['xds', 'admin'], previous)]),
  };
}

/** The ECS agent; `balancer` and `traces` are the addresses of these parts, where there are any. */
export function tasksPart(
  logFile: string,
  variables: Readonly<Record<string, string>>,
  stateFolder: string,
  mesh: Addresses,
  balancer?: Addresses,
  traces?: Addresses,
): PartSpec {
  const flags = [
    ...['--state', stateFolder, '--xds', `${mesh['xds']}`, '--mesh-admin', `${mesh['admin']}`],
    ...(balancer ? ['--balancer-admin', `${balancer['admin']}`] : []),
    ...(traces ? ['--traces', `${traces['traces']}`] : []),
  ];
  return {
    ...part('tasks', logFile, variables),
    command: () => nodeProgram('tasks', flags),
  };
}

/** The CloudWatch agent, which collects and publishes every so many seconds. */
export function metricsPart(
  logFile: string,
  variables: Readonly<Record<string, string>>,
  intervalSeconds: number,
): PartSpec {
  const flags = ['--interval-seconds', `${intervalSeconds}`];
  return {
    ...part('metrics', logFile, variables),
    command: (previous) => nodeProgram('metrics', [...flags, ...portFlags(['metrics'], previous)]),
  };
}

/** The collector of traces. */
export function tracesPart(logFile: string): PartSpec {
  return {
    ...part('traces', logFile, {}),
    command: (previous) => nodeProgram('traces', portFlags(['traces'], previous)),
  };
}

/** Serin's own worker, with the settings that the cloud was started with. */
export function workerPart(logFile: string, variables: Readonly<Record<string, string>>): PartSpec {
  return {
    ...part('worker', logFile, { ...serinSettings(), ...variables }),
    command: () => [process.execPath, program('serin-worker', 'worker')],
  };
}

/** Serin's dashboard, with the same settings. */
export function dashboardPart(
  logFile: string,
  variables: Readonly<Record<string, string>>,
  temporalUi: string,
): PartSpec {
  return {
    ...part('dashboard', logFile, { ...serinSettings(), ...variables }),
    command: (previous) => [
      ...[process.execPath, program('serin-dashboard', 'dashboard'), '--temporal-ui', temporalUi],
      ...['--port', `${previous?.['port'] ?? 0}`],
    ],
  };
}

const serinSettings = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith('SERIN_') && value !== undefined ? [[name, value]] : [],
    ),
  );

const program = (packaged: string, folder: string): string =>
  IS_BUILT ? fileURLToPath(import.meta.resolve(`${packaged}/main`)) : join(local, '../..', folder, 'main.ts');

function part(name: PartName, logFile: string, variables: Readonly<Record<string, string>>) {
  return { name, logFile, env: programEnvironment(variables), ready: readyLine(logFile) };
}

function nodeProgram(folder: string, flags: readonly string[]): string[] {
  return [process.execPath, join(local, folder, `main${extname(import.meta.filename)}`), ...flags];
}

function portFlags(names: readonly string[], previous: Addresses | undefined): string[] {
  if (previous === undefined) return [];
  return names.flatMap((name) => [`--${name}-port`, `${previous[name]}`]);
}
