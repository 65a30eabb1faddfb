import { join } from 'node:path';
import { bundle, type Built } from './bundle.ts';

/** The GitHub Action, which runs the command that is built beside it. */
export const buildAction = (dist = 'dist'): Promise<Built> =>
  bundle(join(dist, 'action'), {
    entryPoints: ['client/github-action/main.ts', 'client/github-action/post.ts'],
  });
