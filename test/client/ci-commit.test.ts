import { commitOfJob } from '../../client/ci-commit.ts';

const HASH = '0123456789abcdef0123456789abcdef01234567';

it.each<[string, Record<string, string>, string | undefined]>([
  [
    'GitHub',
    { GITHUB_REPOSITORY: 'shop/cart', GITHUB_SHA: HASH },
    `https://github.com/shop/cart/commit/${HASH}`,
  ],
  [
    'GitLab',
    { CI_PROJECT_URL: 'https://gitlab.example.com/shop/cart', CI_COMMIT_SHA: HASH },
    `https://gitlab.example.com/shop/cart/-/commit/${HASH}`,
  ],
  [
    'CodeBuild',
    {
      CODEBUILD_SOURCE_REPO_URL: 'https://user:secret@github.com/shop/cart.git',
      CODEBUILD_RESOLVED_SOURCE_VERSION: HASH,
    },
    `https://github.com/shop/cart/commit/${HASH}`,
  ],
  [
    'Buildkite',
    { BUILDKITE_REPO: 'git@bitbucket.org:shop/cart.git', BUILDKITE_COMMIT: HASH },
    `https://bitbucket.org/shop/cart/commits/${HASH}`,
  ],
  ['a job whose commit is none', { GITHUB_REPOSITORY: 'shop/cart', GITHUB_SHA: 'HEAD' }, undefined],
  ['a repository that is no web page', { GIT_URL: 'file:///srv/cart', GIT_COMMIT: HASH }, undefined],
  ["somebody's own machine", {}, undefined],
])('tells where the commit of %s is to be seen', (_whose, env, page) => {
  expect(commitOfJob(env)).toBe(page);
});
