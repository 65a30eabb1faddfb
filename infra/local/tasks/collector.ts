/**
 * A collector that a task brings along is not run: what its program would send there goes to the local cloud's own
 * collector, or nowhere.
 */
export function collectorVariables(
  environment: Readonly<Record<string, string>>,
  tracesUrl: string | undefined,
): Record<string, string> {
  if (environment['OTEL_EXPORTER_OTLP_ENDPOINT'] === undefined) return {};
  return tracesUrl === undefined ? { OTEL_SDK_DISABLED: 'true' } : { OTEL_EXPORTER_OTLP_ENDPOINT: tracesUrl };
}
