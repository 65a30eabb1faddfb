import type { Subcommand } from './subcommand.ts';

/** What `serin` can do, in the order of its help. */
export const COMMANDS: readonly Subcommand[] = [
  {
    usage: 'start',
    about: 'start a rollout from a deployment file',
    load: async () => (await import('./start.ts')).start,
  },
  {
    usage: 'adopt',
    about:
      'hand running versions over to rollouts, which may replace and remove them: show the tags, ask, tag',
    load: async () => (await import('./adopt.ts')).adopt,
  },
  {
    usage: 'reconcile',
    about:
      'clean up after a rollout that was terminated: route all traffic to the stable version and remove the rest',
    load: async () => (await import('./reconcile.ts')).reconcile,
  },
  {
    usage: 'status <rollout>',
    about: 'show where a rollout is and what it waits for',
    load: async () => (await import('./status.ts')).status,
  },
  {
    usage: 'watch <rollout>',
    about: 'follow a rollout to its end; the exit code tells how it ended',
    load: async () => (await import('./watch.ts')).watch,
  },
  {
    usage: 'wait <rollout>',
    about: 'wait until a rollout has ended, or has come as far as asked; the exit code tells',
    load: async () => (await import('./wait.ts')).wait,
  },
  {
    usage: 'queue <rollout>',
    about: 'show which version waits for a running rollout to end, or take it out',
    load: async () => (await import('./queue.ts')).queue,
  },
  {
    usage: 'list',
    about: 'list the rollouts that are running, and the latest that ended',
    load: async () => (await import('./list.ts')).list,
  },
  {
    usage: 'history <rollout>',
    about: 'show past rollouts of a service: how each ended, its verdicts, and who did what',
    load: async () => (await import('./history.ts')).history,
  },
  {
    usage: 'pause <rollout>',
    about: 'keep the present weight and go on judging',
    load: async () => (await import('./control.ts')).pause,
  },
  {
    usage: 'resume <rollout>',
    about: 'go on after a pause, or judge anew when a rollout is held',
    load: async () => (await import('./control.ts')).resume,
  },
  {
    usage: 'promote <rollout>',
    about: 'go to 100 % and commit, skipping the remaining bakes',
    load: async () => (await import('./control.ts')).promote,
  },
  {
    usage: 'approve <rollout>',
    about: 'open the gate of the step under way',
    load: async () => (await import('./control.ts')).approve,
  },
  {
    usage: 'abort <rollout>',
    about: 'roll back: give all traffic back to the stable version and remove the canary',
    load: async () => (await import('./control.ts')).abort,
  },
  {
    usage: 'set-weight <rollout> <percent>',
    about: 'go to a weight and stay there until resume',
    load: async () => (await import('./control.ts')).setWeight,
  },
  {
    usage: 'plan',
    about: 'show the AWS calls, weights, times, quotas and cost of a rollout; changes nothing',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    usage: 'lint',
    about: 'report everything that is wrong with a deployment file, and with what it needs on AWS',
    load: async () => (await import('./lint.ts')).lint,
  },
  {
    usage: 'iam',
    about: 'print the least-privilege IAM policy that the worker needs for a deployment file',
    load: async () => (await import('./iam.ts')).iam,
  },
  {
    usage: 'init',
    about: 'write a commented rollout.yaml for an ECS service that runs behind a load balancer',
    load: async () => (await import('./init.ts')).init,
  },
  {
    usage: 'simulate',
    about: 'forecast what a plan does to a healthy version and to bad ones',
    load: async () => (await import('./simulate.ts')).simulation,
  },
  {
    usage: 'judge',
    about: 'put buckets of metrics before the judge, without a cloud: JSON lines in, decisions out',
    load: async () => (await import('./judge.ts')).judge,
  },
  {
    usage: 'doctor',
    about: 'check Temporal, its workers, AWS and the clock, and say what to do about each',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    usage: 'worker',
    about: 'serve rollouts: carry them out on AWS until stopped; run two or more workers',
    load: async () => (await import('./worker.ts')).worker,
  },
  {
    usage: 'dashboard',
    about: 'serve pages that show what rollouts do, and why, until stopped',
    load: async () => (await import('./dashboard.ts')).dashboard,
  },
  {
    usage: 'codec-server',
    about: "decrypt payloads for Temporal's web UI and command line, until stopped",
    load: async () => (await import('./codec-server.ts')).codecServing,
  },
  {
    usage: 'local',
    about: 'run a cloud on this machine: AWS, App Mesh with real Envoys, Temporal and a worker',
    load: async () => (await import('./local/index.ts')).local,
  },
  {
    usage: 'schema',
    about: 'print the JSON Schema of rollout.yaml, by which editors complete and check it',
    load: async () => (await import('./schema.ts')).schema,
  },
  {
    usage: 'completion <shell>',
    about: 'print what lets a shell complete commands, options and rollouts',
    load: async () => (await import('./completion.ts')).completion,
  },
];
