/** An ECS service by Application Auto Scaling's resource id, `service/<cluster>/<name>`. */
export type ServiceId = string;

export const serviceId = (cluster: string, name: string): ServiceId =>
  `service/${cluster.split('/').at(-1)}/${name}`;

/** An ECS service and the target group (ARN) that its tasks are in: what scaling policies name. */
export interface Scaled {
  readonly service: ServiceId;
  readonly group: string | undefined;
}

/** An ECS service that replaces another one, of which it is a copy without scaling of its own. */
export interface Succession {
  readonly from: Scaled;
  readonly to: Scaled;
}

/** What scales ECS services by itself, where something does. */
export interface Scaling {
  /** Those of the services that are scaled at all. */
  scaled(services: readonly ServiceId[]): Promise<ServiceId[]>;
  /**
   * Holds scale-in of services, and keeps beside each who holds it; where it was suspended before, that is left as it is. Repeating it
   * changes nothing. Answers how many of the services are scaled at all. Fails as `NotYet` as long as a release would not see the hold.
   */
  hold(services: readonly ServiceId[], holder: string): Promise<number>;
  /** Puts back what was there before `hold`, whoever held it. Answers how many services were held. */
  release(services: readonly ServiceId[]): Promise<number>;
  /** Lets a service be scaled as the one before it was before `hold`. Answers, as sentences, what is refused for good. */
  handOver(succession: Succession): Promise<string[]>;
}
