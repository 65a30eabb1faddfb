import { printable } from '../../activities/printable.ts';
import { askGitHub, orWarnJob, type Job } from './github.ts';

interface Comment {
  readonly id: number;
  readonly body?: string;
}

/** GitHub takes 65,536 characters. */
const MAX_TEXT = 60_000;
const PAGE = 100;

/** Puts a plan on the job's pull request, in the place of the one that an earlier run has put there for the same rollout. */
export async function commentPlan(job: Job, rollout: string, fits: boolean, plan: string): Promise<void> {
  const { pullRequest } = job;
  if (pullRequest === undefined) return;
  const marker = `<!-- serin plan ${rollout} -->`;
  const body = planMarkdown(marker, rollout, fits, plan);
  await orWarnJob('pull-requests: write', async () => {
    const earlier = await findComment(job, pullRequest, marker);
    return earlier === undefined
      ? askGitHub(job, 'POST', `/issues/${pullRequest}/comments`, { body })
      : askGitHub(job, 'PATCH', `/issues/comments/${earlier.id}`, { body });
  });
}

/** A plan as Markdown: a fence that is longer than any in it, so that nothing of it is read as markup. */
export function planMarkdown(marker: string, rollout: string, fits: boolean, plan: string): string {
  const text = plan.split('\n').map(printable).join('\n').slice(0, MAX_TEXT).trimEnd();
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const verdict = fits ? 'what merging it would roll out' : '**would not get through**';
  return `${marker}\n### \`serin plan\` of ${rollout}: ${verdict}\n\n${fence}text\n${text}\n${fence}\n`;
}

async function findComment(job: Job, pullRequest: number, marker: string): Promise<Comment | undefined> {
  for (let page = 1; ; page++) {
    const path = `/issues/${pullRequest}/comments?per_page=${PAGE}&page=${page}`;
    const comments = (await askGitHub(job, 'GET', path)) as readonly Comment[];
    const found = comments.find(({ body = '' }) => body.startsWith(marker));
    if (found !== undefined || comments.length < PAGE) return found;
  }
}
