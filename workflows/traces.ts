import {
  OpenTelemetryInboundInterceptor,
  OpenTelemetryInternalsInterceptor,
  OpenTelemetryOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/workflow/index.js';
import type { WorkflowInterceptors } from '@temporalio/workflow';

/**
 * Traces a workflow: its run, and the activities and workflows that it starts. Queries and commands are not, since a watcher would have a
 * trace of its own for each question. In the bundles of workers that export traces.
 */
export const interceptors = (): WorkflowInterceptors => {
  const run = new OpenTelemetryInboundInterceptor();
  return {
    inbound: [{ execute: (input, next) => run.execute(input, next) }],
    outbound: [new OpenTelemetryOutboundInterceptor()],
    internals: [new OpenTelemetryInternalsInterceptor()],
  };
};
