/**
 * Is aborted when this program is to end: on SIGTERM, or when its standard input closes because whoever started it
 * is gone.
 */
export function closing(): AbortSignal {
  const controller = new AbortController();
  const close = () => controller.abort();
  process.on('SIGTERM', close);
  process.stdin.on('end', close).on('error', close).resume();
  return controller.signal;
}
