import manifest from '../package.json' with { type: 'json' };

/** Where the site of the documents and the schema of rollout.yaml are; nowhere until package.json has it. */
export const { homepage: SITE } = manifest as { readonly homepage?: string };

/** Put there by the build; what runs from its sources has none. */
declare const SERIN_COMMIT: string | undefined;

/** The version, and the commit that it was built from, such as `0.4.0 (1f2e3d4c5b6a)`. */
export const VERSION = `${manifest.version} (${typeof SERIN_COMMIT === 'undefined' ? 'from source' : SERIN_COMMIT})`;
