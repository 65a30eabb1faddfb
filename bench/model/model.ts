/** What a fleet does: assumptions, which users put their own in place of. */
export interface Fleet {
  readonly services: number;
  /** Deployments of a service in a day. */
  readonly perDay: number;
  readonly steps: number;
  /** All bakes of a rollout together. */
  readonly bakeSeconds: number;
  /** The busiest hour by the mean of the day: people deploy in eight hours of it, and in some of these more. */
  readonly peak: number;
}

/** What a rollout by evidence was measured to take, or what somebody lists as a price. */
export interface Rates {
  readonly actionsFixed: number;
  readonly actionsPerStep: number;
  /** Signs of life. */
  readonly actionsPerBakeHour: number;
  readonly dollarsPerMillionActions: number;
  /** Actions a second of a namespace of Temporal Cloud, unless more is agreed upon. */
  readonly namespaceActionsPerSecond: number;
  readonly serverCpuMsPerStep: number;
  readonly workerCpuMsPerStep: number;
  readonly workerKbPerRollout: number;
  readonly workerIdleMb: number;
  readonly watchesPerWorker: number;
  /** Writes of an account's load balancers in a Region that rollouts take on the way forward. */
  readonly writesPerSecond: number;
  readonly dollarsPerThousandMetrics: number;
  readonly metricsPerLook: number;
  readonly secondsBetweenLooks: number;
}

/** What such a fleet takes. */
export interface Demand {
  readonly rolloutsPerDay: number;
  readonly inFlight: number;
  readonly actionsPerSecond: number;
  readonly namespaces: number;
  readonly workers: number;
  readonly workerCores: number;
  readonly workerGb: number;
  readonly serverCores: number;
  /** Accounts and Regions with a task queue each, if all services are behind load balancers. */
  readonly queues: number;
  readonly temporalDollarsPerMonth: number;
  readonly cloudWatchDollarsPerMonth: number;
}

const DAY_SECONDS = 86_400;
const MONTH_DAYS = 30;

/** Programs are given what they take on a mean at two thirds of a core. */
const BUSY = 0.66;

/** At the busiest hour, by Little's law: as many are in flight as begin while one lasts. */
export function demandOf(fleet: Fleet, rates: Rates): Demand {
  const rolloutsPerDay = fleet.services * fleet.perDay;
  const perSecond = (rolloutsPerDay / DAY_SECONDS) * fleet.peak;
  const inFlight = perSecond * fleet.bakeSeconds;
  const bakeHours = fleet.bakeSeconds / 3600;
  const actions =
    rates.actionsFixed + rates.actionsPerStep * fleet.steps + rates.actionsPerBakeHour * bakeHours;
  const actionsPerSecond = actions * perSecond;
  const cores = (cpuMs: number) => (perSecond * fleet.steps * cpuMs) / 1000 / BUSY;
  // One more than are needed, since any of them may die.
  const workers = Math.ceil(inFlight / rates.watchesPerWorker) + 1;
  const metrics = (fleet.bakeSeconds / rates.secondsBetweenLooks) * rates.metricsPerLook;
  const perMonth = rolloutsPerDay * MONTH_DAYS;
  return {
    rolloutsPerDay,
    inFlight,
    actionsPerSecond,
    namespaces: Math.ceil(actionsPerSecond / rates.namespaceActionsPerSecond),
    workers,
    workerCores: cores(rates.workerCpuMsPerStep),
    workerGb: (workers * rates.workerIdleMb) / 1000 + (inFlight * rates.workerKbPerRollout) / 1e6,
    serverCores: cores(rates.serverCpuMsPerStep),
    queues: Math.ceil((perSecond * (fleet.steps + 1)) / rates.writesPerSecond),
    temporalDollarsPerMonth: (perMonth * actions * rates.dollarsPerMillionActions) / 1e6,
    cloudWatchDollarsPerMonth: (perMonth * metrics * rates.dollarsPerThousandMetrics) / 1000,
  };
}
