import { h, type JSX } from 'preact';

/** Small signs as pictures, since not every font has them. */
export const Sign = ({ name }: { readonly name: keyof typeof PATHS }): JSX.Element =>
  h(
    'svg',
    { class: `sign ${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    h('path', { d: PATHS[name] }),
  );

const PATHS = {
  arrow: 'M1.5 8h12M9 3.5 13.5 8 9 12.5',
  done: 'M3 8.5 6.5 12 13 4.5',
  left: 'M4 4l8 8M12 4l-8 8',
  'under-way': 'M8 4a4 4 0 1 0 .01 0z',
  'to-come': 'M8 3.5a4.500 4.500 0 1 0 .01 0z',
} as const;
