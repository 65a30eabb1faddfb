import { askGitHub, orWarnJob, type Job } from './github.ts';

/** How a rollout shows at GitHub, beside the job. */
export interface Marks {
  /** The environment of GitHub's deployment; none is made without it. */
  readonly environment: string | undefined;
  /** Whether the commit has a status of its own for it. */
  readonly onCommit: boolean;
}

/** What is to be shown of a rollout. */
export type Mark = 'under way' | 'promoted' | 'not promoted' | 'error';

/** The names of the states in both APIs: https://docs.github.com/en/rest/deployments/statuses, /commits/statuses */
const STATES: Readonly<Record<Mark, { readonly deployment: string; readonly commit: string }>> = {
  'under way': { deployment: 'in_progress', commit: 'pending' },
  promoted: { deployment: 'success', commit: 'success' },
  'not promoted': { deployment: 'failure', commit: 'failure' },
  error: { deployment: 'error', commit: 'error' },
};

const MAX_DESCRIPTION = 140;

/** Makes GitHub's deployment; answers its id, where there is one. */
export async function createDeployment(
  job: Job,
  { environment }: Marks,
  rollout: string,
  version: string,
): Promise<number | undefined> {
  if (environment === undefined) return undefined;
  return orWarnJob('deployments: write', async () => {
    const { id } = (await askGitHub(job, 'POST', '/deployments', {
      ref: job.sha,
      environment,
      task: `deploy:${rollout}`,
      // The job itself is a check of this commit that has not ended yet; and nothing is merged to be deployed.
      required_contexts: [],
      auto_merge: false,
      description: shortened(`${version} of ${rollout}`),
    })) as { id?: number };
    if (id === undefined) throw new Error('GitHub made no deployment');
    return id;
  });
}

/** Shows how a rollout is, at its deployment and its commit. */
export async function show(
  job: Job,
  { onCommit }: Marks,
  rollout: string,
  deployment: number | undefined,
  mark: Mark,
  sentence: string,
): Promise<void> {
  const description = shortened(sentence);
  if (deployment !== undefined)
    await orWarnJob('deployments: write', () =>
      askGitHub(job, 'POST', `/deployments/${deployment}/statuses`, {
        state: STATES[mark].deployment,
        log_url: job.page,
        description,
        auto_inactive: true,
      }),
    );
  if (onCommit)
    await orWarnJob('statuses: write', () =>
      askGitHub(job, 'POST', `/statuses/${job.sha}`, {
        state: STATES[mark].commit,
        context: `serin/${rollout}`,
        target_url: job.page,
        description,
      }),
    );
}

const shortened = (text: string): string =>
  text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1)}…`;
