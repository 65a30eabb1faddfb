import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { encryptionCodec } from '../../encryption/codec.ts';
import { codecServer } from '../../encryption/codec-server.ts';
import { keysOf } from '../../encryption/data-converter.ts';
import { Trouble } from '../trouble.ts';
import { port } from './numbers.ts';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly origin?: string;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

export function codecServing(command: Command): void {
  command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 picks a free one', port, 8081)
    .option('--origin <url>', 'web UI that may call it, such as http://localhost:8233')
    .addHelpText(
      'after',
      `
Uses the worker's keys: SERIN_CODEC_KEY_FILE or SERIN_CODEC_KMS_KEY. If SERIN_CODEC_TOKEN is set, callers have to send it as
"Authorization: Bearer …"; otherwise the server accepts connections from this machine only.

Examples:
  serin codec-server --origin http://localhost:8233
  temporal workflow show --workflow-id canary/shop/cart --codec-endpoint http://127.0.0.1:8081
`,
    )
    .action((options: Options) => serve(options));
}

async function serve({ host, port, origin }: Options): Promise<void> {
  const token = process.env['SERIN_CODEC_TOKEN'];
  const keys = await keysOf(process.env);
  if (keys === undefined)
    throw new Trouble('badInput', 'no keys are configured: set SERIN_CODEC_KEY_FILE or SERIN_CODEC_KMS_KEY');
  if (!LOOPBACK.includes(host) && !token)
    throw new Trouble(
      'badInput',
      `at ${host} anybody could decrypt: set SERIN_CODEC_TOKEN, which callers then have to send`,
    );
  await keys.current(); // a key that cannot be used is told now, not at the first payload
  const server = codecServer(encryptionCodec(keys), { ...(origin && { origin }), ...(token && { token }) });
  await once(server.listen(port, host), 'listening');
  console.log(`decrypting at http://${host}:${(server.address() as AddressInfo).port}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close());
  await once(server, 'close');
}
