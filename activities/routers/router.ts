/** One version's part of the traffic; `weight` is in percent. */
export interface Share {
  readonly version: string;
  readonly weight: number;
}

/** Who gets how much. Empty: the router knows no version of this service. The order is the router's own. */
export type TrafficSplit = readonly Share[];

/** What splits traffic between versions. Weights are absolute, so repeating a write changes nothing. */
export interface TrafficRouter {
  /** What the router does now. */
  read(): Promise<TrafficSplit>;
  /** Makes the split so; an empty split takes the service off the router. */
  write(split: TrafficSplit): Promise<void>;
}
