import type { Owner } from '../../workflows/rollout/owner.ts';
import { isIn } from '../../workflows/rollout/patterns.ts';
import type { ActionName } from './action-name.ts';

/** What somebody may do, each with what those before it have. */
export const ROLES = ['viewer', 'operator', 'approver'] as const;
export type Role = (typeof ROLES)[number];

/** A role that a group has, for services by patterns in which `*` stands for any characters. */
export interface Grant {
  readonly role: Role;
  readonly group: string;
  readonly environments: readonly string[];
  readonly services: readonly string[];
}

/** Who looks at a page. Plain data, by which pages are told apart that not all may see alike. */
export interface Viewer {
  readonly by: string;
  /** Every group that the login says. */
  readonly groups: readonly string[];
  /** What these groups may do; everything where there is no login. */
  readonly grants?: readonly Grant[];
  /** Whose signature commands of theirs get, as a policy names the key. */
  readonly signingKey?: string;
}

/** The greatest role that somebody has for a service, and by which group. */
export function grantFor({ grants = [] }: Viewer, { environment, service }: Owner): Grant | undefined {
  return grants
    .filter(({ environments, services }) => isIn(environments, environment) && isIn(services, service))
    .sort((a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role))[0];
}

/** Whether somebody may see a service. */
export const maySee = (viewer: Viewer, owner: Owner): boolean =>
  viewer.grants === undefined || grantFor(viewer, owner) !== undefined;

/** Why somebody may not do something to a service, as a sentence; undefined where they may. */
export const mayNot = (action: ActionName, viewer: Viewer, owner: Owner): string | undefined =>
  lacks(NEEDS[action], viewer, owner);

/** That somebody's role for a service is less than a given one, as a sentence; undefined where it is not. */
export function lacks(needed: Role, viewer: Viewer, owner: Owner): string | undefined {
  if (viewer.grants === undefined) return undefined;
  const grant = grantFor(viewer, owner);
  if (grant && ROLES.indexOf(grant.role) >= ROLES.indexOf(needed)) return undefined;
  return `${viewer.by} is ${grant ? `${wordFor(grant.role)} (${grant.group})` : 'nobody'} here, and this takes ${wordFor(needed)}`;
}

const wordFor = (role: Role): string => (role === 'viewer' ? 'a viewer' : `an ${role}`);

/** Who passes a gate, or the bakes that are left, answers for the version; so does who gives all traffic to another one at once. */
const NEEDS: Readonly<Record<ActionName, Role>> = {
  pause: 'operator',
  resume: 'operator',
  promoteStep: 'operator',
  setWeight: 'operator',
  abort: 'operator',
  approve: 'approver',
  promoteAll: 'approver',
  undo: 'approver',
};
