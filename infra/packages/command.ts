import { execFileSync } from 'node:child_process';
import { join, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle, ROOT, type Built } from './bundle.ts';

/** The command, which needs no package beside it: whoever wants workers or the local cloud, too, installs these. */
export const buildCommand = (dist = 'dist'): Promise<Built> =>
  bundle(join(dist, 'command'), {
    entryPoints: { serin: 'client/main.ts', 'failure-converter': 'encryption/failure-converter.ts' },
    splitting: true,
    chunkNames: '[name]-[hash]',
    define: { SERIN_COMMIT: JSON.stringify(commit()) },
    plugins: [OTHER_PACKAGES],
  });

/** What the command loads by name, when it is asked for it. */
const OTHER_PACKAGES: Plugin = {
  name: 'other-packages',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, async ({ path, resolveDir, kind, importer, pluginData }) => {
      if (pluginData === 'resolved') return undefined;
      const resolved = await build.resolve(path, { resolveDir, kind, importer, pluginData: 'resolved' });
      const file = relative(ROOT, resolved.path).replace(/\.ts$/, '.js');
      if (file.startsWith('infra/local/'))
        return { path: file.replace('infra/local', '@serin/local'), external: true };
      if (file === 'worker/run.js') return { path: 'serin-worker', external: true };
      if (file === 'dashboard/run.js') return { path: 'serin-dashboard', external: true };
      return resolved;
    });
  },
};

/** What the sources are, as `--version` tells it: a tree that was changed after its commit says so, an image's build is told. */
function commit(): string {
  const told = process.env['SERIN_COMMIT'];
  if (told) return told;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  return git('describe', '--always', '--abbrev=12', '--exclude=*', '--dirty');
}
