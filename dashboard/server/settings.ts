import type { PageParts } from '../page-parts.ts';
import type { Asset } from './assets.ts';
import type { Planning } from './plan/planning-apart.ts';
import type { Access } from './login/access.ts';
import type { Rollouts } from './rollouts.ts';

/** What the server works with. */
export interface Settings {
  readonly rollouts: Rollouts;
  readonly planning: Planning;
  readonly assets: Readonly<Record<keyof PageParts, Asset>>;
  /** By whose name commands are given where nobody logs in. */
  readonly by: string;
  /** How people log in; whoever reaches the server may ask for anything where left out. */
  readonly access?: Access;
  /** Temporal's address and namespace, as pages name them. */
  readonly temporal: string;
  /** Temporal's own pages, where they are known, such as `http://localhost:8233/namespaces/default`. */
  readonly temporalPages?: string;
  /** AWS's console, and its Region where no ARN names one; left out where there is no console, as on a local cloud. */
  readonly console?: { readonly region: string | undefined };
  /** Is told of faults that pages say nothing about. */
  readonly report: (error: unknown) => void;
}
