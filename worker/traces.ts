import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
  type OpenTelemetrySinks,
} from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';

/** What a worker takes to export one trace a rollout; nothing where traces are off. */
export interface Traces {
  readonly isOn: boolean;
  readonly activity: readonly ActivityInterceptorsFactory[];
  /** Takes the spans of workflows. */
  readonly sinks: InjectedSinks<OpenTelemetrySinks> | undefined;
  /** Sends what has not been sent yet. */
  close(): Promise<void>;
}

const NONE: Traces = { isOn: false, activity: [], sinks: undefined, close: () => Promise.resolve() };

/** Whether OpenTelemetry's own variables name a receiver: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
function isTraced(env: NodeJS.ProcessEnv): boolean {
  const { OTEL_SDK_DISABLED: off = '', OTEL_TRACES_EXPORTER: exporter = 'otlp' } = env;
  const receiver = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return Boolean(receiver) && off.toLowerCase() !== 'true' && exporter === 'otlp';
}

/** Exports spans by OTLP over HTTP, in JSON, as OpenTelemetry's variables say; none where they name no receiver. */
export function startTraces(env: NodeJS.ProcessEnv): Traces {
  if (!isTraced(env)) return NONE;
  const resource = new Resource({ 'service.name': 'serin-worker' }).merge(
    detectResourcesSync({ detectors: [envDetectorSync] }),
  );
  const processor = new BatchSpanProcessor(new OTLPTraceExporter());
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
  const tracer = provider.getTracer('serin');
  return {
    isOn: true,
    activity: [
      (context) => ({
        inbound: new OpenTelemetryActivityInboundInterceptor(context, { tracer }),
        outbound: new OpenTelemetryActivityOutboundInterceptor(context),
      }),
    ],
    sinks: { exporter: makeWorkflowExporter(processor, resource) },
    close: () => provider.shutdown(),
  };
}
