import { Context } from '@temporalio/activity';
import { activitiesIn } from '../../test/fakes/activities.ts';
import { runWorker } from '../../worker/run.ts';
import { portsAt } from './ports.ts';

/** Serin's worker as it is, but that its rollouts work on worlds that are served at the URL in its first argument. */
const [url = ''] = process.argv.slice(2);
const ports = () => portsAt(url, Context.current().info.workflowExecution?.workflowId ?? '');

await runWorker(
  (address) => console.log(JSON.stringify({ ready: true, address })),
  (options, watcher) => Promise.resolve({ ...options, activities: activitiesIn(ports, watcher) }),
);
