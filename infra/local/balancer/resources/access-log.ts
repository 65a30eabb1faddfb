import type { JsonObject } from '@bufbuild/protobuf';

/** One line of JSON a request on standard output, of which `metrics/` makes what a load balancer counts. */
export const accessLog: JsonObject = {
  name: 'envoy.access_loggers.stdout',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog',
    log_format: {
      json_format: {
        group: '%UPSTREAM_CLUSTER%',
        status: '%RESPONSE_CODE%',
        flags: '%RESPONSE_FLAGS%',
        details: '%RESPONSE_CODE_DETAILS%',
        responseMillis: '%RESPONSE_DURATION%',
      },
    },
  },
};
