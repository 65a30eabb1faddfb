import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { JsonObject } from '@bufbuild/protobuf';
import { wildcards } from './wildcards.ts';

/**
 * The requests that meet all conditions of a rule: envoy.config.route.v3.RouteMatch, one for each query string of which
 * one must be there. None where a condition asks for what cannot be known here.
 */
export function matchesOf(conditions: readonly RuleCondition[]): JsonObject[] {
  let matches: Match[] = [{ headers: [], query: [] }];
  for (const condition of conditions) {
    const found = alternatives[condition.Field ?? '']?.(condition) ?? [];
    matches = matches.flatMap((match) =>
      found.map(({ path = match.path, headers = [], query = [] }) => ({
        ...(path === undefined ? {} : { path }),
        headers: [...match.headers, ...headers],
        query: [...match.query, ...query],
      })),
    );
  }
  return matches.map(({ path, headers, query }) => ({
    ...(path === undefined ? { prefix: '/' } : { safe_regex: { regex: path } }),
    headers: [...headers],
    query_parameters: [...query],
  }));
}

interface Match {
  readonly path?: string;
  readonly headers: readonly JsonObject[];
  readonly query: readonly JsonObject[];
}

type Alternatives = (condition: RuleCondition) => Partial<Match>[];

/** What meets a condition, by its field. Older clients give the values of a path or a host without naming their kind. */
const alternatives: Readonly<Record<string, Alternatives>> = {
  'path-pattern': ({ PathPatternConfig: given, Values = [] }) => [
    { path: wildcards(given?.Values ?? Values) },
  ],
  'host-header': ({ HostHeaderConfig: given, Values = [] }) => [
    { headers: [matching(':authority', `(?i)(?:${wildcards(given?.Values ?? Values)})(?::\\d+)?`)] },
  ],
  'http-request-method': ({ HttpRequestMethodConfig: given }) => [
    { headers: [matching(':method', wildcards(given?.Values ?? []))] },
  ],
  'http-header': ({ HttpHeaderConfig: given }) => [
    {
      headers: [
        matching((given?.HttpHeaderName ?? '').toLowerCase(), `(?i)(?:${wildcards(given?.Values ?? [])})`),
      ],
    },
  ],
  'query-string': ({ QueryStringConfig: given }) =>
    (given?.Values ?? []).flatMap(({ Key, Value = '*' }) =>
      Key === undefined ? [] : [{ query: [matching(Key, `(?i)(?:${wildcards([Value])})`)] }],
    ),
};

/** envoy.config.route.v3.HeaderMatcher or QueryParameterMatcher; the whole value must match. */
const matching = (name: string, regex: string): JsonObject => ({
  name,
  string_match: { safe_regex: { regex } },
});
