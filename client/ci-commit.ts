/** Where a CI job's commit can be seen, by the variables that GitHub, GitLab, CodeBuild, Buildkite and Jenkins set; undefined elsewhere. */
export function commitOfJob(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL = 'https://github.com', GITHUB_REPOSITORY, GITHUB_SHA } = env;
  if (GITHUB_REPOSITORY !== undefined && GITHUB_SHA !== undefined)
    return pageOf(`${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`, GITHUB_SHA);
  for (const [repository, commit] of NAMES) {
    const [url, hash] = [env[repository], env[commit]];
    if (url !== undefined && hash !== undefined) return pageOf(url, hash);
  }
  return undefined;
}

const NAMES = [
  ['CI_PROJECT_URL', 'CI_COMMIT_SHA'],
  ['CODEBUILD_SOURCE_REPO_URL', 'CODEBUILD_RESOLVED_SOURCE_VERSION'],
  ['BUILDKITE_REPO', 'BUILDKITE_COMMIT'],
  ['GIT_URL', 'GIT_COMMIT'],
] as const;

/** A repository may be named as git clones it: by https with a user in it, or by ssh. */
function pageOf(repository: string, hash: string): string | undefined {
  const url = URL.parse(repository.replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, 'https://$1/'));
  if (url?.protocol !== 'https:' || !/^[0-9a-f]{7,64}$/.test(hash)) return undefined;
  const path = url.pathname.replace(/\.git$|\/$/, '');
  // GitHub and those who took after it, GitLab and Bitbucket each have a path of their own.
  const place = url.host.includes('gitlab')
    ? '/-/commit/'
    : url.host.includes('bitbucket')
      ? '/commits/'
      : '/commit/';
  return `https://${url.host}${path}${place}${hash}`;
}
