import type { TrafficOptions } from '../../local/traffic/traffic.ts';
import type { Cloud } from '../../local/up/cloud.ts';
import type { Aftermath } from '../aftermath.ts';
import type { Build, Deployment } from '../deployment.ts';
import type { Done } from '../expectations.ts';
import type { Guarded } from '../strangers.ts';
import type { Visitor } from '../visitor.ts';
import type { Inventory } from './inventory.ts';

/** What of the demo depends on what splits the traffic: the service, its versions, and how AWS is asked about them. */
export interface DemoRouter {
  /** Name of the service that is rolled out. */
  readonly service: string;
  /** What the cloud consists of, as a list in words. */
  readonly parts: string;
  /** Who counts the requests, and who splits them; a sentence. */
  readonly lead: string;
  readonly versions: Versions;
  /** Packs a version's image and writes the deployment file that names it. */
  build(deployment: Deployment, cloud: Cloud): Promise<Build>;
  /** Brings the first version into service, with what it needs. */
  open(cloud: Cloud, run: Run): Promise<Opened>;
  /** Asks AWS's own API, and not the rollout. */
  look(cloud: Cloud): Promise<Aftermath>;
  /** All that the account has; undefined where a promotion changes more of it than what the service runs. */
  readonly inventory: ((cloud: Cloud) => Promise<Inventory>) | undefined;
}

/** Runs a deployment to its end. */
export type Run = (deployment: Deployment) => Promise<Done>;

/** The versions that follow the first, in the order of the story. */
export interface Versions {
  readonly second: Deployment;
  /** Errs whenever it is called; judged by the number of its errors, and again by evidence. */
  readonly third: Deployment;
  readonly thirdAgain: Deployment;
  readonly failing: Deployment;
  readonly slow: Deployment;
  /** As fast as stable beside it, and slow once it has all of the traffic. */
  readonly crowded: Deployment;
  /** Errs often, under a threshold that lets it pass; and the one that mends it, while the other is the stable one. */
  readonly broken: Deployment;
  readonly fix: Deployment;
  /** Never gets healthy; undefined where the router checks no health before it gives traffic. */
  readonly unreachable: Deployment | undefined;
}

/** A service that serves. */
export interface Opened {
  /** Its first deployment, where Serin makes it. */
  readonly first: Done | undefined;
  /** Who looks at its page, where it has one and a browser starts. */
  readonly visitor: Visitor | undefined;
  /** How callers call it. */
  readonly calls: Omit<TrafficOptions, 'requestsPerSecond'>;
  /** A page of it that asks for a login, before, during and after every rollout; undefined where it has none. */
  readonly guarded?: Guarded;
  /** The way their requests take, as «through their own Envoy». */
  readonly way: string;
}
