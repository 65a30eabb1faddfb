import type {
  GrpcRouteMatch,
  GrpcRouteMetadataMatchMethod,
  HeaderMatchMethod,
  HttpQueryParameter,
  HttpRouteMatch,
} from '@aws-sdk/client-app-mesh';
import type { JsonObject } from '@bufbuild/protobuf';

/** envoy.config.route.v3.RouteMatch of an http or http2 route. */
export function httpMatch(match: HttpRouteMatch | undefined): JsonObject {
  const { prefix = '/', path, method, scheme, headers = [], queryParameters = [] } = match ?? {};
  const exact = Object.entries({ ':method': method, ':scheme': scheme }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    ...(path?.exact !== undefined
      ? { path: path.exact }
      : path?.regex !== undefined
        ? { safe_regex: { regex: path.regex } }
        : { prefix }),
    headers: [
      ...exact.map(([name, value]) => headerMatch({ name, match: { exact: value! } })),
      ...headers.map(headerMatch),
    ],
    query_parameters: queryParameters.map(queryParameterMatch),
  };
}

/** envoy.config.route.v3.RouteMatch of a grpc route. */
export function grpcMatch(match: GrpcRouteMatch | undefined): JsonObject {
  const { serviceName, methodName, metadata = [] } = match ?? {};
  return {
    ...(serviceName === undefined
      ? { prefix: '/' }
      : methodName === undefined
        ? { prefix: `/${serviceName}/` }
        : { path: `/${serviceName}/${methodName}` }),
    grpc: {},
    headers: metadata.map(headerMatch),
  };
}

interface NamedMatch {
  readonly name: string | undefined;
  readonly invert?: boolean | undefined;
  readonly match?: HeaderMatchMethod | GrpcRouteMetadataMatchMethod | undefined;
}

/** envoy.config.route.v3.HeaderMatcher; a header without a method must only be there. */
function headerMatch({ name, invert, match }: NamedMatch): JsonObject {
  return { name: name!, ...(invert && { invert_match: true }), ...headerValueMatch(match) };
}

function headerValueMatch(match: NamedMatch['match']): JsonObject {
  if (match?.exact !== undefined) return { string_match: { exact: match.exact } };
  if (match?.prefix !== undefined) return { string_match: { prefix: match.prefix } };
  if (match?.suffix !== undefined) return { string_match: { suffix: match.suffix } };
  if (match?.regex !== undefined) return { string_match: { safe_regex: { regex: match.regex } } };
  if (match?.range !== undefined)
    return { range_match: { start: match.range.start!, end: match.range.end! } };
  return { present_match: true };
}

function queryParameterMatch({ name, match }: HttpQueryParameter): JsonObject {
  return {
    name: name!,
    ...(match?.exact === undefined ? { present_match: true } : { string_match: { exact: match.exact } }),
  };
}
