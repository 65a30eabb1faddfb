import { WHENS, type CellResult } from './cell.ts';
import { ROUTERS, type RouterKind } from '../lanes/lane-service.ts';
import { KINDS, SLOW_KINDS } from './kinds.ts';

const TITLES = {
  next: {
    start: 'From the beginning',
    split: 'Once the canary has traffic',
    back: 'On the way back, after an abort',
    underWay: 'An abort while the call is under way',
  },
  first: {
    start: 'What only the first rollout of a service calls',
    split: 'What only the first rollout of a service calls, once it has traffic',
    back: 'What only the first rollout of a service calls on its way back',
    underWay: 'What only the first rollout of a service calls, with an abort while the call is under way',
  },
} as const;

const WORDS: Readonly<Record<string, string>> = { rolledBack: 'rolled back' };

const ROUTER_TITLES: Readonly<Record<RouterKind, string>> = {
  'app-mesh': 'App Mesh, and a stack a version',
  alb: 'A load balancer, and an ECS service a version',
};

/** The results as a document: for each router, a table for each part of a rollout, a row for each call, a column for each kind of fault. */
export const toMarkdown = (results: readonly CellResult[]): string =>
  [
    introduction(results.length),
    ...ROUTERS.flatMap((router) =>
      tablesOf(
        router,
        results.filter((result) => result.router === router),
      ),
    ),
  ].join('\n');

const tablesOf = (router: RouterKind, results: readonly CellResult[]): string[] => [
  `## ${ROUTER_TITLES[router]}\n`,
  ...(['next', 'first'] as const).flatMap((rollout) =>
    WHENS.flatMap((when) =>
      part(
        TITLES[rollout][when],
        results.filter((result) => result.when === when && result.first === (rollout === 'first')),
      ),
    ),
  ),
];

function part(title: string, results: readonly CellResult[]): string[] {
  if (results.length === 0) return [];
  const actions = [...new Set(results.map(({ action }) => action))];
  const kinds = results[0]?.when === 'underWay' ? SLOW_KINDS : KINDS;
  const rows = actions.map((action) => {
    const cells = kinds.map((kind) =>
      cellText(results.find((result) => result.action === action && result.kind === kind)),
    );
    return `| \`${action}\` | ${cells.join(' | ')} |`;
  });
  return [
    `### ${title}`,
    '',
    `| call | ${kinds.join(' | ')} |`,
    `|---|${'---|'.repeat(kinds.length)}`,
    ...rows,
    '',
  ];
}

function cellText(result: CellResult | undefined): string {
  if (result === undefined) return '';
  if (result.faults === 0) return '–';
  const { outcome, faults, stuck, wrongs } = result;
  const lifted = stuck === undefined ? '' : ', once lifted';
  return wrongs.length > 0 ? `**${wrongs.join('; ')}**` : `${WORDS[outcome] ?? outcome}${lifted} (${faults})`;
}

const introduction = (cells: number): string => `# What becomes of a rollout when AWS fails

${cells} rollouts on the local cloud, each with one fault: the calls that a rollout makes, by the time at which it makes them.
Throttled and 5xx: five times in a row. Time-out: no answer before the client gives up. Lost reply: the call has had its effect, but
nobody is told, twice. Slow: the call has its effect, and is answered, that much later. Access denied and not found: until it is lifted. In brackets, how often the call failed; _once lifted_ means that the
rollout could go neither forward nor back, said so in its status, and tried again until the fault was gone. After each, by AWS's own
API: one version has all traffic, its tasks run, it is recorded, and nothing of the other is left; after a first deployment that was
rolled back, nothing at all is left. No request of a caller failed.
A dash: that rollout did not make the call, as a rollout asks some things only while it has to wait for them.

Made by \`npm run faults -- --router app-mesh --router alb --keep FILE --write\`.
`;
