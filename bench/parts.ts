/** A part of the bench: a program of its own, so that none measures what another one has left. */
export interface BenchPart {
  readonly measures: string;
  readonly program: string;
  readonly args?: readonly string[];
  /** How long it takes on a quiet machine of two cores. */
  readonly takes: string;
}

/** All parts, by name; what takes hours is in none that runs unless asked for. */
export const PARTS = {
  judge: {
    measures: 'failed requests, false rollbacks and misses by judge and rival, on drawn traffic',
    program: 'judge/main.ts',
    takes: '10 minutes',
  },
  rivals: {
    measures: 'failed requests by judge and rival, on real Envoys',
    program: 'mesh/rivals.ts',
    takes: '9 minutes',
  },
  actions: {
    measures: "a rollout's cost on Temporal by judge: actions, events, bytes, an hour of bake",
    program: 'actions/main.ts',
    takes: '12 minutes',
  },
  clock: {
    measures: 'how a rollout keeps time with bakes of ten seconds: steps ÷ bakes, both routers and judges',
    program: 'clock/main.ts',
    takes: '6 minutes',
  },
  conviction: {
    measures: 'convicting bucket → weight 0 at every real Envoy ÷ bucket',
    program: 'mesh/conviction.ts',
    takes: '4 minutes',
  },
  protocols: {
    measures: 'calls that fail while healthy versions are promoted, 80 a second by http, http2, grpc and tcp',
    program: 'mesh/protocols.ts',
    takes: '6 minutes',
  },
  abort: {
    measures: 'abort → traffic given back behind a load balancer, in a crowd ÷ alone',
    program: 'rollouts-at-once/abort.ts',
    takes: '3 minutes',
  },
  start: {
    measures: 'how long the built command takes to start ÷ an empty Node.js',
    program: 'start/main.ts',
    takes: '1 minute',
  },
  step: {
    measures: "CPU of a server and of a worker for one step more ÷ an empty workflow's",
    program: 'step/main.ts',
    takes: '12 minutes',
  },
  'in-flight': {
    measures: 'rollouts in flight on one worker: lateness, CPU, memory',
    program: 'in-flight/main.ts',
    takes: '8 minutes',
  },
  'in-flight-1000': {
    measures: 'the same, 1,000 with bakes of 300 s',
    program: 'in-flight/main.ts',
    args: ['--rollouts', '1000', '--bake-seconds', '300'],
    takes: '25 minutes',
  },
  'in-flight-5000': {
    measures: 'the same, 5,000 with bakes of 1,200 s',
    program: 'in-flight/main.ts',
    args: ['--rollouts', '5000', '--bake-seconds', '1200'],
    takes: '2 hours',
  },
  'in-flight-postgresql': {
    measures: 'the same, 100 with Temporal and PostgreSQL as docker-compose.yml has them',
    program: 'in-flight/main.ts',
    args: ['--rollouts', '100', '--server', 'postgresql'],
    takes: '6 minutes, and 20 more where Temporal must be built first',
  },
  memory: {
    measures: 'heap of a worker for each rollout under way, and for each that has ended',
    program: 'memory/main.ts',
    takes: '3 minutes',
  },
  restart: {
    measures: 'restart of a worker, and of Temporal, until every rollout goes on',
    program: 'restart/main.ts',
    takes: '4 minutes',
  },
  dashboard: {
    measures: 'what many who look at the dashboard ask of Temporal',
    program: 'dashboard/main.ts',
    takes: '3 minutes',
  },
  rollouts: {
    measures: "calls of AWS's load balancing API ÷ its quotas, one worker",
    program: 'rollouts-at-once/main.ts',
    takes: '10 minutes',
  },
  'rollouts-4': {
    measures: 'the same, four workers',
    program: 'rollouts-at-once/main.ts',
    args: ['--workers', '4'],
    takes: '10 minutes',
  },
} as const satisfies Readonly<Record<string, BenchPart>>;

export type PartName = keyof typeof PARTS;
