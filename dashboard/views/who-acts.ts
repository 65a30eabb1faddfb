import { h, type JSX } from 'preact';
import type { Acting } from '../model/acting.ts';

/** Whose move it is. */
export function WhoActs({ acting }: { readonly acting: Acting }): JSX.Element | null {
  switch (acting.kind) {
    case 'person':
      return h('span', { class: 'acts person' }, [h('b', null, acting.who), ` can ${acting.what}`]);
    case 'serin':
      return h('span', { class: 'acts' }, 'Serin goes on by itself');
    case 'nobody':
      return null;
  }
}
