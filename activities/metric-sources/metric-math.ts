import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** A name or a quoted text in an expression of CloudWatch's metric math. */
const TOKEN = /'[^']*'|"[^"]*"|[A-Za-z_]\w*/g;

/** The same queries under longer names, also where an expression among them says those names. */
export function withPrefix(queries: readonly MetricDataQuery[], prefix: string): MetricDataQuery[] {
  const names = new Set(queries.map(({ Id }) => Id));
  const rename = (token: string) => (names.has(token) ? prefix + token : token);
  return queries.map(({ Id, Expression, ...query }) => ({
    ...query,
    Id: `${prefix}${Id}`,
    ...(Expression !== undefined && { Expression: Expression.replace(TOKEN, rename) }),
  }));
}
