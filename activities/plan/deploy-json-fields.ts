import type { NameOf, Problem } from './problem.ts';

type Fields = Readonly<Record<string, unknown>>;
type Path = readonly string[];

/** A field of the article's form, and where it stands in our own; it may be absent. */
interface Placement {
  readonly from: Path;
  readonly to: Path;
  readonly value: unknown;
}

const PLACES: Readonly<Record<string, string>> = {
  EnvironmentName: 'environment',
  MicroserviceName: 'service',
  Protocol: 'router.protocol',
  Port: 'metrics.port',
  Namespace: 'provisioner.parameters.Namespace',
  PercentageStep: 'steps',
  WaitTime: 'finalBakeSeconds',
  Sha: 'version.id',
  ContainerImage: 'version.image',
  CanaryTemplate: 'provisioner.template',
  Capabilities: 'provisioner.capabilities',
  RoleArn: 'provisioner.roleArn',
  Metrics: 'metrics',
  MetricPeriod: 'metrics.periodSeconds',
  Judge: 'judge.kind',
  FailureThresholdValue: 'judge.threshold',
  FailureThresholdTime: 'judge.windowSeconds',
  OnDrift: 'onDrift',
  OnInconclusive: 'onInconclusive',
  OnShortBake: 'onShortBake',
  IfRunning: 'ifRunning',
  DeploymentTimeout: 'limits.readySeconds',
  ExtensionTimeout: 'limits.extensionSeconds',
  HoldTimeout: 'limits.holdSeconds',
  RolloutTimeout: 'limits.rolloutSeconds',
  DrainTime: 'limits.drainSeconds',
  CleanUpTimeout: 'limits.cleanUpSeconds',
};

const READING_PLACES = { Period: 'periodSeconds', ScrapeInterval: 'scrapeSeconds' };

/** The fields of each kind of `Metrics` that differ in more than their first letter. */
const METRICS_PLACES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  envoy: READING_PLACES,
  cloudwatch: { Period: 'periodSeconds', Lag: 'lagSeconds' },
  prometheus: {
    ...READING_PLACES,
    Requests: 'own.requests',
    Errors: 'own.errors',
    CallersRequests: 'callers.requests',
    CallersErrors: 'callers.errors',
  },
};

/** Where a field has a place of its own. Its name is the user's: `constructor` is one, too. */
const placeIn = <T>(places: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(places, name) ? places[name] : undefined;

/** The fields of the article's form. */
export const FIELDS: readonly string[] = Object.keys(PLACES);

/** The article's fields under their names in our own form, and how a path there is called in the article's. */
export function renamed(fields: Fields): {
  readonly content: Fields;
  readonly nameOf: NameOf;
  readonly twice: readonly Problem[];
} {
  const { Metrics = { Kind: 'containerInsights' }, Judge = 'errorCount' } = fields;
  const kind = (Metrics as Fields)['Kind'];
  const isRead = (name: string) =>
    (name !== 'MetricPeriod' || kind === 'containerInsights') &&
    (name !== 'Port' || kind === 'containerInsights' || kind === 'envoy') &&
    (!name.startsWith('FailureThreshold') || Judge === 'errorCount');
  const placements = [
    ...metricsPlacements(Metrics, placeIn(METRICS_PLACES, String(kind)) ?? {}),
    ...Object.entries(PLACES)
      .filter(([name]) => name !== 'Metrics' && isRead(name))
      .map(([name, place]) => ({
        from: [name],
        to: place.split('.'),
        value: name === 'Judge' ? Judge : fields[name],
      })),
  ];
  return { content: assembled(placements), nameOf: namesOf(placements), twice: twiceIn(placements) };
}

function metricsPlacements(metrics: unknown, places: Readonly<Record<string, string>>): Placement[] {
  const at = { from: ['Metrics'], to: ['metrics'] };
  if (!isRecord(metrics)) return [{ ...at, value: metrics }];
  const expected = Object.entries(places).map(([name, place]) => ({
    from: ['Metrics', name],
    to: ['metrics', ...place.split('.')],
    value: undefined,
  }));
  return [...leaves({ ...at, value: metrics }, places), ...expected];
}

/** Everything in an object, at its place; names that are the user's own, of dimensions, are kept. */
function leaves({ from, to, value }: Placement, places: Readonly<Record<string, string>>): Placement[] {
  if (!isRecord(value) || from.at(-1) === 'Dimensions') return [{ from, to, value }];
  const inner = Object.entries(value).flatMap(([name, each]) => {
    const place = placeIn(places, name)?.split('.') ?? [name.replace(/^./, (letter) => letter.toLowerCase())];
    return leaves({ from: [...from, name], to: [...to, ...place], value: numeric(name, each) }, {});
  });
  return [{ from, to, value: {} }, ...inner];
}

/** Fields that are given in two spellings, of which only one would be read. */
const twiceIn = (placements: readonly Placement[]): Problem[] => {
  const given = placements.filter(({ value }) => value !== undefined);
  return given.flatMap(({ from, to }, i) => {
    const other = given.slice(i + 1).find((each) => each.to.join('.') === to.join('.'));
    if (other === undefined) return [];
    const message = `is given as ${other.from.at(-1)}, too: leave one of them out`;
    return [{ path: from.join('.'), message }];
  });
};

function assembled(placements: readonly Placement[]): Fields {
  const content: Record<string, unknown> = {};
  for (const { to, value } of placements) if (value !== undefined && value !== null) put(content, to, value);
  return content;
}

function put(content: Record<string, unknown>, [name = '', ...rest]: Path, value: unknown): void {
  if (rest.length === 0) content[name] = value;
  else put((content[name] ??= {}) as Record<string, unknown>, rest, value);
}

/** The placement that holds most of a path tells its beginning; what is below it only begins with a capital in the article's form. */
const namesOf =
  (placements: readonly Placement[]): NameOf =>
  (path) => {
    const holds = ({ to }: Placement) => to.every((name, i) => name === path[i]);
    const [nearest] = placements.filter(holds).sort((a, b) => b.to.length - a.to.length);
    const rest = path.slice(nearest?.to.length ?? 0).map(String);
    return [
      ...(nearest?.from ?? []),
      ...rest.map((name) => name.replace(/^./, (letter) => letter.toUpperCase())),
    ];
  };

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NUMBERS =
  /^(Port|PercentageStep|MetricPeriod|FailureThresholdValue|\w+Time(out)?|Period|ScrapeInterval|Lag)$/;

/** A field's value; the article's pipeline writes some whole numbers as text. */
export const numeric = (name: string, value: unknown): unknown =>
  NUMBERS.test(name) && typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
