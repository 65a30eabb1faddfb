import type { Payload, PayloadCodec } from '@temporalio/common';

/** How a record is written: as it is, or encrypted as all that Temporal keeps. */
export interface Sealing {
  seal(record: unknown): Promise<unknown>;
  /** @throws Error for what is encrypted, where there are no keys or others */
  open(content: unknown): Promise<unknown>;
}

/** A payload whose bytes are in base64. */
interface Sealed {
  readonly sealed: { readonly metadata: Readonly<Record<string, string>>; readonly data: string };
}

const isSealed = (content: unknown): content is Sealed =>
  typeof content === 'object' && content !== null && 'sealed' in content;

export function sealing(codec?: PayloadCodec): Sealing {
  return {
    async seal(record) {
      if (!codec) return record;
      const plain = {
        metadata: { encoding: Buffer.from('json/plain') },
        data: Buffer.from(JSON.stringify(record)),
      };
      const [payload] = await codec.encode([plain]);
      return { sealed: inBase64(payload!) } satisfies Sealed;
    },
    async open(content) {
      if (!isSealed(content)) return content;
      if (!codec) throw new Error('the record is encrypted, and there are no keys');
      const [payload] = await codec.decode([ofBase64(content)]);
      return JSON.parse(Buffer.from(payload?.data ?? []).toString()) as unknown;
    },
  };
}

const inBase64 = ({ metadata, data }: Payload): Sealed['sealed'] => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});

const ofBase64 = ({ sealed: { metadata, data } }: Sealed): Payload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata).map(([name, text]) => [name, Buffer.from(text, 'base64')]),
  ),
  data: Buffer.from(data, 'base64'),
});
