import { h, type ComponentChildren, type JSX } from 'preact';
import type { RolloutModel } from '../model/rollout.ts';
import type { VersionTasks } from '../model/tasks.ts';
import { Moment } from './clock.ts';

/** The tasks of both versions, and why the last of them stopped; what the rollout itself last saw where ECS cannot be looked at. */
export function Tasks({
  model: { tasks, tasksTrouble, healthyTasks },
}: {
  readonly model: Pick<RolloutModel, 'tasks' | 'tasksTrouble' | 'healthyTasks'>;
}): JSX.Element {
  const trouble = tasksTrouble === undefined ? null : h('small', { class: 'none' }, tasksTrouble);
  if (tasks.length > 0) return h('ul', { class: 'tasks' }, tasks.map(ofVersion));
  if (healthyTasks.length === 0) return h('span', null, [trouble ?? 'none seen yet']);
  return h('ul', { class: 'tasks' }, [
    ...healthyTasks.map(({ version, healthy }) =>
      h('li', { class: healthy === 0 ? 'none' : '' }, [h('code', null, version), ` ${healthy} healthy`]),
    ),
    trouble && h('li', null, trouble),
  ]);
}

const ofVersion = (tasks: VersionTasks): JSX.Element =>
  h('li', { key: tasks.version, class: `${tasks.of}${tasks.running === 0 ? ' none' : ''}` }, [
    h('code', { class: `version ${tasks.of}` }, tasks.version),
    ` ${countsOf(tasks)}`,
    tasks.stopped.length === 0
      ? null
      : h(
          'ul',
          { class: 'stopped', 'aria-label': `why tasks of ${tasks.version} stopped` },
          tasks.stopped.map(({ arn, at, stopped }) =>
            h('li', { key: arn }, [whenOf(at), h('span', null, stopped)]),
          ),
        ),
  ]);

const whenOf = (at: string | undefined): ComponentChildren =>
  at === undefined ? 'stopped: ' : ['stopped ', h(Moment, { at }), ': '];

const countsOf = ({ running, unhealthy, starting }: VersionTasks): string =>
  [
    `${running} running`,
    ...(unhealthy > 0 ? [`${unhealthy} of them unhealthy`] : []),
    ...(starting > 0 ? [`${starting} starting or stopping`] : []),
  ].join(', ');
