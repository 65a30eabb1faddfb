import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { encryption } from '../../encryption/data-converter.ts';
import { Trouble } from '../trouble.ts';

/** A client of Temporal, and the address it talks to. */
export interface Temporal {
  readonly client: Client;
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Connects by Temporal's own configuration (`TEMPORAL_*` variables, `temporal.toml`, TLS, API key); encrypts as the worker does.
 *
 * @throws Trouble `unreachable`
 */
export async function connect(): Promise<Temporal> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const converted = await encryption(process.env);
  const address = connectionOptions.address ?? 'localhost:7233';
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '5s' });
    const client = new Client({
      connection,
      ...(namespace === undefined ? {} : { namespace }),
      ...converted,
    });
    return { client, address, close: () => connection.close() };
  } catch {
    throw new Trouble('unreachable', unreachable(address));
  }
}

export const unreachable = (address: string): string =>
  `Temporal is not reachable at ${address}. Start it, or set TEMPORAL_ADDRESS ` +
  '(`serin local up` starts one here; `serin local status --output env` prints its address).';

/** Runs the body with a client, and always closes it. */
export async function withTemporal<T>(body: (temporal: Temporal) => Promise<T>): Promise<T> {
  const temporal = await connect();
  try {
    return await body(temporal);
  } finally {
    await temporal.close();
  }
}
