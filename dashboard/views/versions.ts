import { h, type JSX } from 'preact';
import { Sign } from './signs.ts';

/** Which version replaces which. */
export const VersionChange = ({
  stable,
  canary,
}: {
  readonly stable: string | undefined;
  readonly canary: string | undefined;
}): JSX.Element =>
  h('span', { class: 'versions' }, [
    stable === undefined
      ? h('span', { class: 'first' }, 'first deployment')
      : h('code', { class: 'version stable', title: 'the stable version' }, stable),
    h(Sign, { name: 'arrow' }),
    h('code', { class: 'version canary', title: 'the canary' }, canary ?? 'unknown'),
  ]);
