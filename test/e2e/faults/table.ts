import { cellOf } from './cell-text.ts';
import { kindsAt, WHENS, type CellResult } from './cell.ts';
import { ROUTERS, type RouterKind } from '../lanes/lane-service.ts';
import { isLate, LATE_KINDS } from './kinds.ts';
import type { PersonResult } from './person/cell.ts';
import { personTable } from './person/table.ts';
import { SLOW_SECONDS, type SlowResult } from './slow.ts';

/** Whatever a rollout of the table met. */
export type Result = Dated & (CellResult | PersonResult | SlowResult);

/** When a rollout was made, as an ISO date. */
interface Dated {
  readonly on: string;
}

const TITLES = {
  next: {
    start: 'From the beginning',
    split: 'Once the canary has traffic',
    commit: 'While it commits',
    back: 'On the way back, after an abort',
    underWay: 'An abort while the call is under way',
  },
  first: {
    start: 'What only the first rollout of a service calls',
    split: 'What only the first rollout of a service calls, once it has traffic',
    commit: 'What only the first rollout of a service calls while it commits',
    back: 'What only the first rollout of a service calls on its way back',
    underWay: 'What only the first rollout of a service calls, with an abort while the call is under way',
  },
} as const;

const ROUTER_TITLES: Readonly<Record<RouterKind, string>> = {
  'app-mesh': 'App Mesh, and a stack a version',
  alb: 'A load balancer, and an ECS service a version',
  'in-place': 'A load balancer, and an ECS service that keeps its name',
  ecs: "ECS's own deployments",
};

/** The results as a document: for each router, a table for each part of a rollout, a row for each call, a column for each kind of fault. */
export const toMarkdown = (results: readonly Result[]): string =>
  [
    introduction(results),
    ...ROUTERS.flatMap((router) =>
      tablesOf(
        router,
        results.filter((result) => result.router === router),
      ),
    ),
  ].join('\n');

const tablesOf = (router: RouterKind, results: readonly Result[]): string[] => {
  if (results.length === 0) return [];
  const ofCalls = results.filter((result) => 'action' in result);
  return [
    `## ${ROUTER_TITLES[router]}\n`,
    ...(['next', 'first'] as const).flatMap((rollout) =>
      WHENS.flatMap((when) =>
        part(
          TITLES[rollout][when],
          ofCalls.filter((result) => result.when === when && result.first === (rollout === 'first')),
        ),
      ),
    ),
    ...slowTable(results.filter((result) => 'everyCall' in result)),
    ...byHandTables(results.filter((result) => 'byHand' in result)),
  ];
};

function slowTable(results: readonly (Dated & SlowResult)[]): string[] {
  if (results.length === 0) return [];
  return [
    `### Every call slow by ${SLOW_SECONDS} s, all the time`,
    '',
    runOn(results),
    '',
    '| the rollout is | becomes of it |',
    '|---|---|',
    ...results.map(
      ({ end, outcome, wrongs, seconds }) =>
        `| ${end === 'promoted' ? 'left alone' : 'aborted while the canary has traffic'} | ${cellOf(outcome, wrongs, ` after ${seconds} s`)} |`,
    ),
    '',
  ];
}

const byHandTables = (results: readonly (Dated & PersonResult)[]): string[] =>
  results.length === 0 ? [] : ['### By a person', '', runOn(results), '', ...personTable(results), ''];

/** When these rollouts were made. */
function runOn(results: readonly Dated[]): string {
  const days = results.map(({ on }) => on).sort();
  const [first, last] = [days[0], days.at(-1)];
  return first === last ? `Run on ${first}.` : `Run from ${first} to ${last}.`;
}

function part(title: string, results: readonly (Dated & CellResult)[]): string[] {
  if (results.length === 0) return [];
  const actions = [...new Set(results.map(({ action }) => action))];
  const late = results.some(({ kind }) => isLate(kind)) ? LATE_KINDS : [];
  const kinds = [...kindsAt(results[0]?.when ?? 'start'), ...late];
  const rows = actions.map((action) => {
    const cells = kinds.map((kind) =>
      cellText(results.find((result) => result.action === action && result.kind === kind)),
    );
    return `| \`${action}\` | ${cells.join(' | ')} |`;
  });
  return [
    `### ${title}`,
    '',
    runOn(results),
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
  const { outcome, faults, stuck, asked, putRight, wrongs } = result;
  const held = asked === true ? ', held' : '';
  const lifted = stuck === undefined ? '' : ', once lifted';
  const later = putRight === true ? ', put right by a look after it' : '';
  return cellOf(outcome, wrongs, `${held}${lifted}${later} (${faults})`);
}

function introduction(results: readonly Result[]): string {
  const byHand = results.filter((result) => 'byHand' in result).length;
  return `# What becomes of a rollout when AWS fails, or a person steps in

${results.length - byHand} rollouts on the local cloud, each with one fault: the calls that a rollout makes, by the time at which it makes them.
Throttled and 5xx: five times in a row. Time-out: no answer before the client gives up. Lost reply: the call has had its effect, but
nobody is told, twice. Slow: the call has its effect, and is answered, that much later. Late: a write is answered at once, and has its
effect that much later, when the rollout has written again, or has ended. Access denied and not found: until it is lifted. In brackets, how often the call failed; _once lifted_ means that the
rollout could go neither forward nor back, said so in its status, and tried again until the fault was gone; _held_ that it asked a person while the canary
served, and said why, and that one had it tried again. After each, by AWS's own
API: one version has all traffic, its tasks run, it is recorded, and nothing of the other is left; after a first deployment that was
rolled back, nothing at all is left. No request of a caller failed, but for those that a late write had led astray until a look after the
end put it right.
A dash: that rollout did not make the call, as a rollout asks some things only while it has to wait for them.

${byHand} rollouts, in each of which a person does one thing by hand, by where the rollout is then. Whom the rollout asks promotes the canary
that alone can serve, or puts weights back by \`resume\`. Afterwards the same is looked at. _Held_: it still waits for a person, with the reason, while the canary
serves. A dash: it cannot be done then, as
nobody has traffic who could lose it.

Each table says when its rollouts were made; an empty cell was not run. Made by \`npm run faults -- --router app-mesh --router alb --router in-place --router ecs --keep FILE --write\`.
`;
}
