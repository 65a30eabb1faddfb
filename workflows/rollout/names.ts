/**
 * Names of what is made, each for one environment, service and version alone. The parts are joined by dashes, as the article
 * joins them. Where that could be read in two ways, more dashes stand: environments and services have no two in a row.
 */

/** What joins the words of a version, by its length in a name: there a single dash only begins a version. */
const JOINTS = ['-', '.', '_'];

/** A version as part of a name: `1.4-rc` is `1---4--rc`. Versions without dashes, dots and underscores stay as they are. */
export const versionPart = (version: string): string =>
  version.replaceAll(/[-._]/g, (joint) => '-'.repeat(JOINTS.indexOf(joint) + 2));

/** `<service>-<version>`, or another beginning: virtual nodes, ECS services, stacks. */
export const nameOfVersion = (beginning: string, version: string): string =>
  `${beginning}-${versionPart(version)}`;

/** The version that a name with this beginning stands for, if it is one of a version. */
export function versionNamed(beginning: string, name: string): string | undefined {
  if (!name.startsWith(`${beginning}-`) || name[beginning.length + 1] === '-') return undefined;
  const version = name
    .slice(beginning.length + 1)
    .replaceAll(/-{2,}/g, (dashes) => JOINTS[dashes.length - 2] ?? dashes);
  return nameOfVersion(beginning, version) === name ? version : undefined;
}

/**
 * Stacks of versions begin so: `<environment>-<service>`, with one dash between the two where the service has as many dashes
 * as the environment, or one more, and two dashes elsewhere: `my-env--cart`. So `a-b` and `c` never meet `a` and `b-c`.
 */
export function stackPrefixOf(environment: string, service: string): string {
  const more = dashesIn(service) - dashesIn(environment);
  return [environment, service].join(more === 0 || more === 1 ? '-' : '--');
}

/** The parameter that records the serving version: `<environment>-canary-<service>-version`, as the article calls it. */
export function recordName(environment: string, service: string): string {
  const joint = environment.split('-').includes('canary') ? '--' : '-';
  return [environment, 'canary', `${service}-version`].join(joint);
}

const dashesIn = (text: string): number => text.split('-').length - 1;
