import { arnOf, type Place } from './place.ts';
import type { Statement } from './statement.ts';

/** Whose roles tasks get, by ARNs; all that tasks may take where one of them is not known. */
function rolesOf(place: Place, roles: readonly string[]): Pick<Statement, 'resources' | 'wide'> {
  const known = roles.length > 0 && roles.every((role) => role.startsWith('arn:'));
  if (known) return { resources: [...new Set(roles)] };
  return { resources: [arnOf({ ...place, region: '' }, 'iam', 'role/*')], wide: true };
}

/** Giving roles to tasks, and to nothing else. */
export const passRoleStatement = (place: Place, roles: readonly string[]): Statement => ({
  sid: 'RolesOfTasks',
  actions: ['iam:PassRole'],
  condition: { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com'] } },
  ...rolesOf(place, roles),
});

/** Looking at the roles of tasks, as CloudFormation does. */
export const getRoleStatement = (place: Place, roles: readonly string[]): Statement => ({
  sid: 'RolesSeen',
  actions: ['iam:GetRole'],
  ...rolesOf(place, roles),
});
