import type { Connection } from './live.ts';

const WORDS: Readonly<Record<Connection, string>> = {
  connecting: '',
  live: 'live',
  polling: 'live, every few seconds',
  lost: 'not live: trying again',
};

/** Says at the top of the page whether what it shows is of now, and why not. */
export function showConnection(state: Connection, trouble?: string): void {
  const place = document.getElementById('live');
  if (!place) return;
  const text = trouble === undefined ? WORDS[state] : `not live: ${trouble}`;
  // What is said again would be read out again.
  if (place.textContent !== text) place.textContent = text;
  place.className = state;
}
