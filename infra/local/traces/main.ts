import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { closing } from '../processes/closing.ts';
import { createTraceServer } from './server.ts';
import { createTraceStore } from './trace-store.ts';

/** A few minutes of a busy demo. */
const KEPT_TRACES = 5000;

const { values } = parseArgs({ options: { 'traces-port': { type: 'string', default: '0' } } });
const server = createTraceServer(createTraceStore(KEPT_TRACES)).listen(
  Number(values['traces-port']),
  '127.0.0.1',
);
await once(server, 'listening');
const closed = closing();
process.stdout.write(`${JSON.stringify({ ready: true, traces: (server.address() as AddressInfo).port })}\n`);
await once(closed, 'abort');
process.exit(0);
