import { programs } from './programs.ts';

/** How an Envoy is started with a configuration: with one thread, and beside others on the same machine. */
export const envoyCommand = (config: object): string[] => [
  ...[programs.envoy(), '--config-yaml', JSON.stringify(config)],
  ...['--concurrency', '1', '--disable-hot-restart'],
  ...['--drain-time-s', '5', '--log-level', 'warning'],
];
