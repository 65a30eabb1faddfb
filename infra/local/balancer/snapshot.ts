import type {
  Action,
  RuleCondition,
  TargetGroup as GroupSettings,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** All load balancers of the account at one version of the API's state. */
export interface BalancerSnapshot {
  readonly version: number;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly groups: readonly TargetGroup[];
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  /** Whether it tells CloudWatch nothing. */
  readonly countsNothing?: true;
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly arn: string;
  /** The port that it has in AWS. */
  readonly port: number;
  /** Of an HTTPS one. */
  readonly certificate?: KeyPair;
  /** Whether it passes on connections, as those of Network Load Balancers do, and knows nothing of requests. */
  readonly passesBytes?: true;
  /** In the order in which they are tried; the default one is last. */
  readonly rules: readonly Rule[];
}

/** A certificate and its private key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface Rule {
  readonly conditions: readonly RuleCondition[];
  readonly actions: readonly Action[];
}

/** A target group that a listener uses. */
export interface TargetGroup {
  readonly arn: string;
  readonly settings: GroupSettings;
  /** Those that are registered; one that drains is none of them. */
  readonly targets: readonly Target[];
}

export interface Target {
  readonly address: string;
  readonly port: number;
}

/** How a target is known in reports: `127.0.0.1:4567`. */
export const targetName = ({ address, port }: Target): string => `${address}:${port}`;

/** What CloudWatch's dimensions call a load balancer (`app/<name>/<id>`) or a target group (`targetgroup/<name>/<id>`). */
export const dimensionOf = (arn: string): string =>
  arn
    .split(':')
    .at(-1)!
    .replace(/^loadbalancer\//, '');
