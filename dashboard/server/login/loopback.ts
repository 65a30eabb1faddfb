/** Whether a host is this machine itself, so that nobody can listen on the way. */
export const isLoopback = (hostname: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]', '::1'].includes(hostname);
