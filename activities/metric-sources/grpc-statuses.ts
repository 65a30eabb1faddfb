/**
 * gRPC's statuses that are the server's own fault, as HTTP's 5xx are: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE
 * and DATA_LOSS (OpenTelemetry, «Semantic conventions for gRPC»). Of a call all others tell what its caller has done or asked for.
 */
export const SERVER_ERRORS = [2, 4, 12, 13, 14, 15] as const;
