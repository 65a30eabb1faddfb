import { MOMENTS } from '../lanes/boundary.ts';
import { STORIES, type CrashResult, type Story } from './crash.ts';

const TITLES: Readonly<Record<Story, string>> = {
  forward: 'A rollout that is promoted',
  back: 'The way back of a version that fails',
  inPlace: 'The commit of a rollout in place',
  ecsForward: "A rollout that is promoted by ECS's own deployments",
  ecsBack: "The way back of a version that fails, by ECS's own deployments",
};

/** The results as a document: a table for each story, a row for each activity in order, a column for each moment. */
export const toMarkdown = (results: readonly CrashResult[]): string =>
  [
    introduction(results.length),
    ...STORIES.filter((story) => results.some((result) => result.story === story)).map((story) =>
      part(
        TITLES[story],
        results.filter((result) => result.story === story),
      ),
    ),
  ].join('\n');

function part(title: string, results: readonly CrashResult[]): string {
  const activities = [...new Set(results.map(({ activity }) => activity))];
  const rows = activities.map((activity) => {
    const cells = MOMENTS.map((moment) =>
      cellText(results.find((result) => result.activity === activity && result.moment === moment)),
    );
    return `| \`${activity}\` | ${cells.join(' | ')} |`;
  });
  const head = [`| activity | ${MOMENTS.join(' | ')} |`, `|---|${'---|'.repeat(MOMENTS.length)}`];
  return [`## ${title}`, '', ...head, ...rows, ''].join('\n');
}

function cellText(result: CrashResult | undefined): string {
  if (result === undefined) return '';
  const { outcome, resumedSeconds, wrongs } = result;
  if (wrongs.length > 0) return `**${wrongs.join('; ')}**`;
  return `${outcome === 'rolledBack' ? 'rolled back' : outcome}, ${resumedSeconds.toFixed(1)} s`;
}

const introduction = (crashes: number): string => `# What becomes of a rollout when its worker dies

${crashes} rollouts on the local cloud; the only worker of each was killed by SIGKILL once, and started again at once. The moments, as seen from an activity:
_scheduled_, it waits in its queue; _started_, it has been picked up and done nothing; _done_, it has done its work and told nobody;
_returned_, its result has reached the rollout, which has told nobody what follows. \`shiftTraffic#2\` is a rollout's second call of \`shiftTraffic\`. The
seconds are those from the next worker's readiness to the first task it took up: an activity that was under way has to run out of its time first.
After each, by AWS's own API: the weights came in the usual order (in the mesh as they were written, by ECS's own deployments as the rollout saw
them), one version has all traffic, its tasks run, it is recorded, and nothing of the other is left. An empty cell was not run.

Made by \`npm run crashes -- --router app-mesh --router in-place --router ecs --write\`.
`;
