import { extname, join } from 'node:path';
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { DecryptionError } from '../encryption/key-ring.ts';
import { REASON } from '../workflows/payload-converter.ts';
import { withNotedCalls } from './noted-calls.ts';

/** Read by the worker and put into the bundle of the workflows, which have to agree. */
export const PAYLOAD_CONVERTER_PATH = join(
  import.meta.dirname,
  `payload-converter${extname(import.meta.filename)}`,
);

/** How a worker reads and writes payloads: as its clients do, but that what cannot be decrypted is left for the workflow to refuse. */
export const workerDataConverter = (encrypted: DataConverter = {}): DataConverter => ({
  ...encrypted,
  payloadCodecs: [withNotedCalls, ...(encrypted.payloadCodecs ?? []).map(lenient)],
  payloadConverterPath: PAYLOAD_CONVERTER_PATH,
});

/** A codec that passes on, with the reason, what no key opens. A key service that does not answer still fails, to be asked again. */
const lenient = (codec: PayloadCodec): PayloadCodec => ({
  encode: (payloads, context) => codec.encode(payloads, context),
  decode: async (payloads, context) =>
    (
      await Promise.all(
        payloads.map((payload) =>
          codec.decode([payload], context).catch((error: unknown) => {
            if (!(error instanceof DecryptionError)) throw error;
            const reason = new TextEncoder().encode(error.message);
            return [{ ...payload, metadata: { ...payload.metadata, [REASON]: reason } }];
          }),
        ),
      )
    ).flat(),
});
