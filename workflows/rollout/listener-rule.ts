/** A rule of a load balancer's listener: by ARN (a listener's means its default action), or by tags among a listener's rules. */
export type ListenerRule =
  { readonly arn: string } | { readonly listener: string; readonly tags: Readonly<Record<string, string>> };
