/** The run of a job at GitHub, and what it may ask GitHub's API with. */
export interface Job {
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token: string;
  readonly sha: string;
  /** The page of the run. */
  readonly page: string;
  /** Where a pull request runs it. */
  readonly pullRequest: number | undefined;
}

/** The job by GitHub's own variables; undefined without a token, or elsewhere than at GitHub. */
export function jobOf(env: Readonly<NodeJS.ProcessEnv>, token: string | undefined): Job | undefined {
  const { GITHUB_REPOSITORY: repository, GITHUB_SHA: sha, GITHUB_RUN_ID: run, GITHUB_REF: ref = '' } = env;
  if (!token || !repository || !sha) return undefined;
  const [, pullRequest] = /^refs\/pull\/(\d+)\//.exec(ref) ?? [];
  return {
    api: env['GITHUB_API_URL'] ?? 'https://api.github.com',
    repository,
    token,
    sha,
    page: `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/actions/runs/${run}`,
    pullRequest: pullRequest === undefined ? undefined : Number(pullRequest),
  };
}

const PATIENCE_MS = 20_000;

/**
 * Asks GitHub's API of a job's repository (https://docs.github.com/en/rest). Fails with GitHub's own sentence.
 *
 * @param path below the repository, such as `/deployments`
 */
export async function askGitHub(
  { api, repository, token }: Job,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${api}/repos/${repository}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'serin',
      'x-github-api-version': '2022-11-28',
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as unknown;
  throw new Error(`GitHub answers ${response.status}: ${text.slice(0, 300)}`);
}

/** What GitHub shows beside a rollout must not decide about it: where it cannot be shown, the job says why and goes on. */
export async function orWarnJob<T>(permission: string, show: () => Promise<T>): Promise<T | undefined> {
  try {
    return await show();
  } catch (error) {
    const why = (error as Error).message.replaceAll(/\s+/g, ' ');
    console.log(`::warning::${why} (the job needs the permission "${permission}")`);
    return undefined;
  }
}
