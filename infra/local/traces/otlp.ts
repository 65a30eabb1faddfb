import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileRegistry, fromBinary, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { Span } from './span.ts';

const descriptors = readFileSync(join(import.meta.dirname, 'otlp.binpb'));
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
const request = registry.getMessage('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest')!;

const value = z.record(z.string(), z.unknown()).transform((any) => {
  const [content] = Object.values(any);
  return typeof content === 'string' ? content : JSON.stringify(content ?? null);
});
const attributes = z
  .array(z.object({ key: z.string(), value: value.default('') }))
  .default([])
  .transform((pairs) => Object.fromEntries(pairs.map(({ key, value }) => [key, value])));
const hex = z.base64().transform((text) => Buffer.from(text, 'base64').toString('hex'));
const millis = z.string().transform((nanos) => Number(BigInt(nanos) / 1000n) / 1000);

const kinds = {
  SPAN_KIND_UNSPECIFIED: 'internal',
  SPAN_KIND_INTERNAL: 'internal',
  SPAN_KIND_SERVER: 'server',
  SPAN_KIND_CLIENT: 'client',
  SPAN_KIND_PRODUCER: 'producer',
  SPAN_KIND_CONSUMER: 'consumer',
} as const;

const exported = z.object({
  resource_spans: z
    .array(
      z.object({
        resource: z.object({ attributes }).default({ attributes: {} }),
        scope_spans: z
          .array(
            z.object({
              spans: z
                .array(
                  z.object({
                    trace_id: hex,
                    span_id: hex,
                    parent_span_id: hex.optional(),
                    name: z.string().default(''),
                    kind: z.enum(Object.keys(kinds) as (keyof typeof kinds)[]).default('SPAN_KIND_INTERNAL'),
                    start_time_unix_nano: millis,
                    end_time_unix_nano: millis,
                    status: z.object({ code: z.string().optional() }).default({}),
                    attributes,
                  }),
                )
                .default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** Reads the body of `POST /v1/traces`, an ExportTraceServiceRequest; throws an Error where it is none. */
export function spansOf(body: Uint8Array): Span[] {
  const message = toJson(request, fromBinary(request, body), { registry, useProtoFieldName: true });
  return exported.parse(message).resource_spans.flatMap(({ resource, scope_spans }) =>
    scope_spans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: span.trace_id,
        spanId: span.span_id,
        parentSpanId: span.parent_span_id,
        service: resource.attributes['service.name'] ?? 'unknown',
        version: resource.attributes['service.version'],
        name: span.name,
        kind: kinds[span.kind],
        startMs: span.start_time_unix_nano,
        durationMs: span.end_time_unix_nano - span.start_time_unix_nano,
        failed: span.status.code === 'STATUS_CODE_ERROR',
        attributes: span.attributes,
      })),
    ),
  );
}
