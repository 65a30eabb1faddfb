import type { JsonObject } from '@bufbuild/protobuf';
import type { NamedResources, ResourceKind } from '../resources/resources.ts';
import type { DiscoveryRequest, ResponseContent } from './messages.ts';

/** The type that each kind of resource has on the stream. */
export const typeUrls: Readonly<Record<ResourceKind, string>> = {
  clusters: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  endpoints: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  listeners: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  routes: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
};

interface Offer {
  readonly resources: NamedResources;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * One kind of resource between the mesh and one Envoy: state of the world, every response holds all resources of the kind.
 * An Envoy asks for clusters and listeners once, and for endpoints and routes by name while it knows of any.
 */
export class Channel {
  readonly #kind: ResourceKind;
  readonly #send: (content: ResponseContent) => void;
  #responses = 0;
  #isSubscribed = false;
  #names: ReadonlySet<string> = new Set();
  #namesWhenSent: ReadonlySet<string> = new Set();
  #offer: Offer | undefined;
  #sent: NamedResources = {};
  #acknowledged: NamedResources = {};

  constructor(kind: ResourceKind, send: (content: ResponseContent) => void) {
    this.#kind = kind;
    this.#send = send;
  }

  /** What the Envoy has confirmed that it uses. */
  get acknowledged(): NamedResources {
    return this.#acknowledged;
  }

  /** What the Envoy may be using: confirmed, or sent and not yet confirmed. */
  get known(): readonly NamedResources[] {
    return [this.#acknowledged, this.#sent];
  }

  /** Offers the resources in place of all earlier ones; resolves when they are acknowledged, rejects in Envoy's own words. */
  offer(resources: NamedResources): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#offer = { resources, resolve, reject };
      // Envoy does not acknowledge that there is nothing of what it asks for by name.
      if (this.#isNamed && Object.keys(resources).length === 0) this.#accept(resources);
      else if (this.#isSubscribed) this.#respond();
    });
  }

  receive({ responseNonce, resourceNames, errorDetail }: DiscoveryRequest): void {
    // The answer to a response that a later one has replaced; the answer to that one follows.
    if (responseNonce !== '' && responseNonce !== this.#nonce) return;

    const isNew = !this.#isSubscribed;
    this.#names = new Set(resourceNames);
    this.#isSubscribed = !this.#isNamed || this.#names.size > 0;
    if (errorDetail !== undefined) this.#refuse(errorDetail.message);
    else if (!this.#isSubscribed) return;
    else if (isNew || this.#asksForMore) this.#respond();
    else this.#accept(this.#sent);
  }

  get #isNamed(): boolean {
    return this.#kind === 'endpoints' || this.#kind === 'routes';
  }

  get #nonce(): string {
    return String(this.#responses);
  }

  get #asksForMore(): boolean {
    return [...this.#names].some((name) => !this.#namesWhenSent.has(name));
  }

  #respond(): void {
    if (this.#offer === undefined) return;
    this.#responses += 1;
    this.#sent = this.#offer.resources;
    this.#namesWhenSent = this.#names;
    const resources: JsonObject[] = Object.values(this.#sent);
    try {
      this.#send({ typeUrl: typeUrls[this.#kind], nonce: this.#nonce, resources });
    } catch (error) {
      this.#refuse(String(error));
    }
  }

  #accept(resources: NamedResources): void {
    this.#acknowledged = this.#sent = resources;
    this.#offer?.resolve();
  }

  #refuse(message: string): void {
    this.#sent = this.#acknowledged;
    this.#offer?.reject(new Error(message));
  }
}
