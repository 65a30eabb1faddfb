import type { Owner } from './owner.ts';

/** A rule of a load balancer's listener: by ARN (a listener's means its default action), or by tags among a listener's rules. */
export type ListenerRule =
  { readonly arn: string } | { readonly listener: string; readonly tags: Readonly<Record<string, string>> };

/** An ECS service that stays for good, whichever version it runs. Its name stands for it in every split. */
export interface HomeService {
  readonly cluster: string;
  readonly service: string;
}

/** Target groups of a rule, of which only the owner's are given to versions. */
export interface Balanced {
  readonly owner: Owner;
  readonly rule: ListenerRule;
  /** In place: the service whose group is stable's for good. Each version's group is the canary's in its turn where left out. */
  readonly home?: HomeService;
}
