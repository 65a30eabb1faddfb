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
    about: 'hand a running version over to Serin: tag it so that rollouts may replace and remove it',
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
    about: 'wait until a rollout ends or reaches a given point; the exit code tells which',
    load: async () => (await import('./wait.ts')).wait,
  },
  {
    usage: 'queue <rollout>',
    about: 'show which version is queued behind a running rollout, or take it out of the queue',
    load: async () => (await import('./queue.ts')).queue,
  },
  {
    usage: 'list',
    about: 'list running rollouts and the most recently ended ones',
    load: async () => (await import('./list.ts')).list,
  },
  {
    usage: 'history <rollout>',
    about: 'show past rollouts of a service: how each ended, the verdicts, and who did what',
    load: async () => (await import('./history.ts')).history,
  },
  {
    usage: 'pause <rollout>',
    about: 'keep the current weight and go on judging',
    load: async () => (await import('./control.ts')).pause,
  },
  {
    usage: 'resume <rollout>',
    about: 'continue after a pause, or judge again when a rollout is held',
    load: async () => (await import('./control.ts')).resume,
  },
  {
    usage: 'promote <rollout>',
    about: 'go to 100 % and commit, skipping the remaining bakes',
    load: async () => (await import('./control.ts')).promote,
  },
  {
    usage: 'approve <rollout>',
    about: 'open the gate of the current step',
    load: async () => (await import('./control.ts')).approve,
  },
  {
    usage: 'abort <rollout>',
    about: 'roll back: give all traffic back to the stable version and remove the canary',
    load: async () => (await import('./control.ts')).abort,
  },
  {
    usage: 'undo <rollout>',
    about: 'go back to the version before the latest promotion: to 100 % at once, and judged like any other',
    load: async () => (await import('./undo.ts')).undo,
  },
  {
    usage: 'set-weight <rollout> <percent>',
    about: 'go to a weight and stay there until resumed',
    load: async () => (await import('./control.ts')).setWeight,
  },
  {
    usage: 'plan',
    about: 'show the AWS calls, weights, times, quotas and cost of a rollout; changes nothing',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    usage: 'lint',
    about: 'report everything wrong with a deployment file and with what it needs on AWS',
    load: async () => (await import('./lint.ts')).lint,
  },
  {
    usage: 'iam',
    about: 'print the least-privilege IAM policy that the worker needs for a deployment file',
    load: async () => (await import('./iam.ts')).iam,
  },
  {
    usage: 'init',
    about: 'write a commented rollout.yaml for an ECS service behind a load balancer',
    load: async () => (await import('./init.ts')).init,
  },
  {
    usage: 'simulate',
    about: 'forecast what a plan does with a healthy version and with bad ones',
    load: async () => (await import('./simulate.ts')).simulation,
  },
  {
    usage: 'judge',
    about: 'run the judge on buckets of metrics, without a cloud: JSON lines in, decisions out',
    load: async () => (await import('./judge.ts')).judge,
  },
  {
    usage: 'doctor',
    about: 'check Temporal, its workers, AWS and the clock, and say what to do about any problem',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    usage: 'worker',
    about: 'carry out rollouts on AWS until stopped; run two or more workers',
    load: async () => (await import('./worker.ts')).worker,
  },
  {
    usage: 'dashboard',
    about: 'serve web pages that show what rollouts are doing and why, until stopped',
    load: async () => (await import('./dashboard.ts')).dashboard,
  },
  {
    usage: 'login <dashboard>',
    about: 'log in at a dashboard, by which commands then go in your verified name',
    load: async () => (await import('./login.ts')).login,
  },
  {
    usage: 'logout',
    about: 'forget the login',
    load: async () => (await import('./login.ts')).logout,
  },
  {
    usage: 'codec-server',
    about: "decrypt payloads for Temporal's web UI and CLI, until stopped",
    load: async () => (await import('./codec-server.ts')).codecServing,
  },
  {
    usage: 'local',
    about: 'run a cloud on this machine: AWS, App Mesh with real Envoys, Temporal and a worker',
    load: async () => (await import('./local/index.ts')).local,
  },
  {
    usage: 'schema',
    about: 'print the JSON Schema of rollout.yaml, which editors use to complete and check it',
    load: async () => (await import('./schema.ts')).schema,
  },
  {
    usage: 'completion <shell>',
    about: 'print a script that makes a shell complete commands, options and rollouts',
    load: async () => (await import('./completion.ts')).completion,
  },
];
