import { randomUUID } from 'node:crypto';
import type { MetricSource } from '../../activities/metric-sources/source.ts';
import type { Policy } from '../../activities/policy/policy.ts';
import type { Provisioner, Readiness } from '../../activities/provisioners/provisioner.ts';
import { routerGone, type TrafficRouter } from '../../activities/routers/router.ts';
import type { Scaling } from '../../activities/scaling/scaling.ts';
import type { VersionRecords } from '../../activities/version-records/version-records.ts';
import type { Counts } from '../../workflows/rollout/judge/bucket.ts';
import type { NotificationChannel, NotificationEvent } from '../../workflows/rollout/notifications.ts';
import type { Ownership } from '../../workflows/rollout/owner.ts';
import type { VersionRecord } from '../../workflows/rollout/start.ts';
import type { TrafficSplit } from '../../workflows/rollout/traffic-split.ts';

export type Operation =
  | 'rehearse'
  | 'read'
  | 'write'
  | 'create'
  | 'readiness'
  | 'ownership'
  | 'remove'
  | 'give'
  | 'sample'
  | 'readVersion'
  | 'recordVersion'
  | 'hold'
  | 'release'
  | 'handOver';

/** An outside world in memory: every port of a rollout, with faults to order. Its record shows what was really done. */
export class World {
  split: TrafficSplit = [];
  record: VersionRecord | undefined;
  readonly running = new Set<string>();
  /** Versions that something scales, and whether scale-in is held. */
  readonly scaled = new Map<string, 'free' | 'held'>();
  /** Versions that run, and that no rollout of the service made: their tags say nothing. */
  readonly foreign = new Set<string>();
  /** How many tasks of a version could answer. */
  healthy: (version: string) => number = (version) => (this.running.has(version) ? 1 : 0);
  /** Happens with each write of the split. */
  onWrite: () => void = () => undefined;
  /** What its worker may carry out; everything unless given. */
  policy: Policy | undefined;
  /** Whether all versions are given by somebody else. */
  gives = false;
  /** Whether versions are copies that get the scaling of the one before them. */
  copies = false;
  /** Every effect, in order: «write v1 67 %, v2 33 %», «create v2», «remove v1», «record v2». */
  readonly effects: string[] = [];
  /** What the canary's requests came to since the last check, by the share it has. */
  canary: (weight: number) => Counts | undefined = () => ({ requests: 100, errors: 0 });
  /** Where versions take turns: those that run a task definition of their own, which is called as they are. */
  readonly defined = new Set<string>();
  /** Answers until a version is ready. */
  onTheWay: Readiness[] = [];
  /** In place: the task definition that the service runs which stays, such as `cart:v1`; and how it gets on with the next ones. */
  homeRuns: string | undefined;
  settling: (definition: string) => Readiness = () => ({ kind: 'ready' });
  /** For how long its new tasks get less than their share. */
  slowStartSeconds = 0;

  /** Who was told what, by «channel: kind». */
  readonly told: string[] = [];
  /** And in which words. */
  readonly reasons: string[] = [];
  /** What is gone of the router, in a sentence. */
  gone: string | undefined;
  /** How a receiver of notifications answers. */
  tell = async (
    { name }: NotificationChannel,
    { kind, reason }: NotificationEvent,
    _thread?: string,
  ): Promise<string | void> => {
    this.told.push(`${name}: ${kind}`);
    this.reasons.push(reason);
  };

  readonly #faults = new Map<Operation, Error[]>();
  readonly #lost = new Map<Operation, Error[]>();
  readonly #hanging = new Map<Operation, () => Promise<void>>();

  /** Makes the next calls of an operation fail, one error each. */
  failNext(operation: Operation, ...errors: Error[]): void {
    this.#faults.set(operation, errors);
  }

  /** Makes the next calls of an operation have their effect and fail all the same, one error each. */
  loseReplies(operation: Operation, ...errors: Error[]): void {
    this.#lost.set(operation, errors);
  }

  /** Makes an operation wait for a promise before it does anything. */
  hang(operation: Operation, until: () => Promise<void>): void {
    this.#hanging.set(operation, until);
  }

  /** Goes through what makes a version, without making it. */
  rehearse = (): Promise<void> => this.#enter('rehearse');

  /** When the traffic is looked at again after the end, in seconds from there; never unless given. */
  lateLooks: readonly number[] | undefined;
  /** What its router changes; nobody else's unless given. */
  changes: readonly string[] = [`route-${randomUUID()}`];

  readonly router: TrafficRouter = {
    changes: async () => this.changes,
    read: async () => {
      await this.#enter('read');
      return this.split;
    },
    look: async () => ({
      split: await this.router.read(),
      missing: this.gone,
      write: (split) => this.router.write(split),
    }),
    write: async (split) => {
      await this.#enter('write');
      if (this.gone !== undefined) throw routerGone(this.gone);
      const missing = split.find(({ version }) => !this.running.has(version));
      if (missing)
        throw Object.assign(new Error(`no node ${missing.version}`), { name: 'NotFoundException' });
      this.split = split;
      this.onWrite();
      this.effects.push(
        `write ${split.map(({ version, weight }) => `${version} ${weight}`).join(', ') || 'none'}`,
      );
      this.#reply('write', undefined);
    },
  };

  readonly provisioner: Provisioner = {
    create: async (version) => {
      await this.#enter('create');
      if (this.running.has(version)) return `id of ${version}`;
      this.running.add(version);
      this.effects.push(`create ${version}`);
      return this.#reply('create', `id of ${version}`);
    },
    ownership: async (version) => {
      await this.#enter('ownership');
      return this.#whose(version);
    },
    readiness: async (version) => {
      await this.#enter('readiness');
      if (!this.running.has(version)) return { kind: 'absent' };
      return this.onTheWay.shift() ?? { kind: 'ready' };
    },
    healthyTasks: async (version) => this.healthy(version),
    adopt: async (version) => void this.foreign.delete(version),
    remove: async (version, made) => {
      await this.#enter('remove');
      const whose = this.#whose(version, made);
      if (whose.kind !== 'owned') return whose;
      if (this.split.some((share) => share.version === version)) {
        throw Object.assign(new Error(`${version} is in use`), { name: 'ResourceInUseException' });
      }
      if (this.running.delete(version)) this.effects.push(`remove ${version}`);
      this.scaled.delete(version);
      return this.#reply('remove', whose);
    },
    running: async (version) =>
      this.defined.has(version)
        ? { version, definition: `cart:${version}`, image: `shop:${version}` }
        : undefined,
    home: {
      running: async () =>
        this.homeRuns === undefined
          ? undefined
          : {
              version: this.homeRuns.split(':').at(-1) ?? '',
              definition: this.homeRuns,
              image: `shop:${this.homeRuns.split(':').at(-1)}`,
            },
      definitionOf: async (version) => (this.running.has(version) ? `cart:${version}` : undefined),
      give: async (definition, expected) => {
        await this.#enter('give');
        if (expected && ![...expected, definition].includes(this.homeRuns ?? ''))
          throw awsError('VersionFailed', `somebody has given it ${this.homeRuns} since`);
        if (this.homeRuns !== definition) this.effects.push(`give ${definition}`);
        this.homeRuns = definition;
        return this.#reply('give', undefined);
      },
      readiness: async (definition) => this.settling(definition),
      slowStartSeconds: async () => this.slowStartSeconds,
    },
    services: async (version) => (this.running.has(version) ? [version] : []),
    succession: async (from, to) =>
      this.copies
        ? { from: { service: from, group: undefined }, to: { service: to, group: undefined } }
        : undefined,
  };

  readonly scaling: Scaling = {
    scaled: async (services) => services.filter((service) => this.scaled.has(service)),
    hold: async (services) => {
      await this.#enter('hold');
      const scaled = services.filter((service) => this.scaled.has(service));
      for (const service of scaled) this.#scale(service, 'held');
      return this.#reply('hold', scaled.length);
    },
    release: async (services) => {
      await this.#enter('release');
      const held = services.filter((service) => this.scaled.get(service) === 'held');
      for (const service of held) this.#scale(service, 'free');
      return this.#reply('release', held.length);
    },
    handOver: async ({ from, to }) => {
      await this.#enter('handOver');
      if (this.scaled.has(from.service)) this.#scale(to.service, 'free');
      return this.#reply('handOver', []);
    },
  };

  #whose(version: string, made?: string): Ownership {
    if (this.gives || (this.homeRuns !== undefined && version === 'cart')) return { kind: 'given' };
    if (!this.running.has(version)) return { kind: 'absent' };
    if (this.foreign.has(version) && made !== `id of ${version}`)
      return { kind: 'foreign', what: version, reason: `${version} is somebody else's` };
    return { kind: 'owned', id: `id of ${version}` };
  }

  #scale(version: string, state: 'free' | 'held'): void {
    if (this.scaled.get(version) === state) return;
    this.scaled.set(version, state);
    this.effects.push(`scaling of ${version} is ${state}`);
  }

  source: MetricSource = {
    read: async ({ canary }, window) => {
      await this.#enter('sample');
      const share = this.split.find(({ version }) => version === canary);
      const counts = this.canary(share?.weight ?? 0);
      return [{ from: window.from, to: window.to, ...(counts && { canary: counts }) }];
    },
    queries: async ({ stable, canary }) => [`requests of ${[stable, canary].join(' and ')}`],
    history: async () => ({ buckets: [] }),
  };

  readonly records: VersionRecords = {
    read: async () => {
      await this.#enter('readVersion');
      return this.record;
    },
    write: async (_environment, _service, image) => {
      await this.#enter('recordVersion');
      this.record = { number: (this.record?.number ?? 0) + 1, image };
      this.effects.push(`record ${image}`);
      return this.#reply('recordVersion', this.record);
    },
  };

  /** The reply of an operation that has had its effect. */
  #reply<T>(operation: Operation, answer: T): T {
    const lost = this.#lost.get(operation)?.shift();
    if (lost) throw lost;
    return answer;
  }

  async #enter(operation: Operation): Promise<void> {
    const until = this.#hanging.get(operation);
    if (until) await until();
    const fault = this.#faults.get(operation)?.shift();
    if (fault) throw fault;
  }
}

/** A world in which `version` already serves. */
export function worldServing(version: string): World {
  const world = new World();
  world.running.add(version);
  world.split = [{ version, weight: 100 }];
  world.record = { number: 1, image: `shop:2026-01-01.${version}` };
  return world;
}

/** A world in which service `cart`, which stays, runs a version. */
export function worldAtHome(version: string): World {
  const world = worldServing('cart');
  world.homeRuns = `cart:${version}`;
  return world;
}

/** An error as the AWS SDK throws it. */
export const awsError = (name: string, message = name): Error => Object.assign(new Error(message), { name });
