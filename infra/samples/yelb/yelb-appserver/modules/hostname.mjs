import os from 'node:os';

/** The task that answers: its containers' host name. */
export function hostname() {
  return process.env.HOSTNAME ?? os.hostname();
}
