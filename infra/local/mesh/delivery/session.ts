import { socketAddress } from '../resources/config-source.ts';
import type { NamedResources, ResourceKind, Resources } from '../resources/resources.ts';
import type { Endpoint } from '../snapshot.ts';
import { Channel, typeUrls } from './channel.ts';
import type { DiscoveryRequest, ResponseContent } from './messages.ts';
import { transition, type Step } from './transition.ts';

/** What an Envoy shall have, and the version of the mesh it comes from. */
export interface Configuration {
  readonly version: number;
  /** Undefined while the mesh has no such virtual node: the Envoy keeps what it has. */
  readonly resources: Resources | undefined;
}

/** An Envoy as whoever configures it knows it. */
export interface Identified {
  readonly id: string;
}

/** What the session has from elsewhere. */
export interface SessionOptions<Envoy extends Identified> {
  readonly envoy: Envoy;
  readonly send: (content: ResponseContent) => void;
  /** Resolves when the Envoy has nothing under way to these clusters, or when it is pointless to wait on. */
  readonly idle: (clusters: readonly string[], signal: AbortSignal) => Promise<void>;
  readonly log: (line: string) => void;
  /** Called after each change of what the session says of itself. */
  readonly onProgress: () => void;
}

/** One Envoy's stream: brings it from what it has to what it shall have, step by acknowledged step. */
export class Session<Envoy extends Identified = Identified> {
  readonly envoy: Envoy;
  readonly #options: SessionOptions<Envoy>;
  readonly #channels: Readonly<Record<ResourceKind, Channel>>;
  #wanted: Configuration | undefined;
  #replaced = new AbortController();
  #isBusy = false;
  #isConfigured = false;
  #settledVersion: number | undefined;
  #rejected: string | undefined;

  constructor(options: SessionOptions<Envoy>) {
    this.envoy = options.envoy;
    this.#options = options;
    this.#channels = {
      clusters: new Channel('clusters', options.send),
      endpoints: new Channel('endpoints', options.send),
      listeners: new Channel('listeners', options.send),
      routes: new Channel('routes', options.send),
    };
  }

  /** The newest version of the mesh whose routes and endpoints the Envoy has acknowledged; undefined before the first. */
  get settledVersion(): number | undefined {
    return this.#settledVersion;
  }

  /** Envoy's own words on what it has refused last, until it accepts again. */
  get rejected(): string | undefined {
    return this.#rejected;
  }

  /** What the Envoy has acknowledged. */
  get acknowledged(): Resources {
    const { clusters, endpoints, listeners, routes } = this.#channels;
    return {
      clusters: clusters.acknowledged,
      endpoints: endpoints.acknowledged,
      listeners: listeners.acknowledged,
      routes: routes.acknowledged,
    };
  }

  /** Whether the Envoy may still send requests there. */
  knows(endpoint: Endpoint): boolean {
    const address = JSON.stringify(socketAddress(endpoint));
    return this.#channels.endpoints.known.some((assignments) =>
      JSON.stringify(assignments).includes(address),
    );
  }

  receive(request: DiscoveryRequest): void {
    const kind = (Object.keys(typeUrls) as ResourceKind[]).find((each) => typeUrls[each] === request.typeUrl);
    if (kind) this.#channels[kind].receive(request);
  }

  publish(configuration: Configuration): void {
    this.#wanted = configuration;
    this.#replaced.abort();
    if (!this.#isBusy) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#isBusy = true;
    for (let done: Configuration | undefined; done !== this.#wanted;) {
      done = this.#wanted!;
      this.#replaced = new AbortController();
      await this.#bring(done, this.#replaced.signal).catch((error: unknown) => this.#refused(error as Error));
    }
    this.#isBusy = false;
  }

  async #bring({ version, resources }: Configuration, replaced: AbortSignal): Promise<void> {
    if (resources === undefined) return this.#settle(version);
    const from = this.#isConfigured ? this.acknowledged : undefined;
    const { make, use, remove, removed } = transition(from, resources);
    await this.#take(make);
    await this.#take(use);
    this.#isConfigured = true;
    this.#settle(version);

    if (removed.length > 0) await this.#options.idle(removed, replaced);
    // What was to be removed may be wanted again.
    if (!replaced.aborted) await this.#take(remove);
  }

  async #take(step: Step): Promise<void> {
    const kinds = Object.keys(step) as ResourceKind[];
    await Promise.all(kinds.map((kind) => this.#offer(kind, step[kind]!)));
    this.#options.onProgress();
  }

  async #offer(kind: ResourceKind, resources: NamedResources): Promise<void> {
    try {
      await this.#channels[kind].offer(resources);
    } catch (error) {
      throw new Error(`${kind} of ${this.envoy.id} rejected: ${(error as Error).message}`, { cause: error });
    }
  }

  #settle(version: number): void {
    this.#settledVersion = version;
    this.#rejected = undefined;
    this.#options.onProgress();
  }

  #refused({ message }: Error): void {
    this.#rejected = message;
    this.#options.log(message);
    this.#options.onProgress();
  }
}
