import { spawn } from 'node:child_process';

/** Opens a page in the browser of whoever looks on at a terminal and a screen; the demo goes on without. */
export function openPage(url: string): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasScreen = process.platform === 'darwin' || (DISPLAY ?? WAYLAND_DISPLAY) !== undefined;
  if (!process.stdout.isTTY || !hasScreen) return;
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const opening = spawn(opener, [url], { stdio: 'ignore', detached: true });
  opening.on('error', () => undefined);
  opening.unref();
}
