import type { Versions } from './source.ts';

/** One side of a comparison, and which version is on it. */
export interface Side {
  readonly side: 'stable' | 'canary';
  readonly version: string;
}

/** The sides to ask about; on a first deployment the canary's alone. */
export const sidesOf = ({ stable, canary }: Versions): Side[] => [
  ...(stable === undefined ? [] : [{ side: 'stable', version: stable } as const]),
  { side: 'canary', version: canary },
];
