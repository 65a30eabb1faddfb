import { between, type SeriesStore } from '../series-store.ts';
import { BadQuery, type Expression, type Operator, type Selector } from './expression.ts';
import { extrapolatedIncrease } from './extrapolate.ts';

/** One series' value at the moment that is asked for. */
export interface Element {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
export type Result = number | readonly Element[];

/** How far back a selector finds the latest point of a series. */
const LOOKBACK_SECONDS = 300;

/** Evaluates a query at a moment (epoch seconds), over what is stored. */
export function evaluate(expression: Expression, time: number, store: SeriesStore): Result {
  const at = (inner: Expression) => evaluate(inner, time, store);
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'selector':
      return matching(store, expression).flatMap(({ name, labels, points }) => {
        const last = between(points, time - LOOKBACK_SECONDS, time).at(-1);
        return last ? [{ labels: { ...labels, __name__: name }, value: last.value }] : [];
      });
    case 'rate':
    case 'increase': {
      const { kind, of, rangeSeconds } = expression;
      return matching(store, of).flatMap(({ labels, points }) => {
        const start = time - rangeSeconds;
        const increase = extrapolatedIncrease(between(points, start, time), start, time);
        if (increase === undefined) return [];
        return [{ labels, value: kind === 'rate' ? increase / rangeSeconds : increase }];
      });
    }
    case 'sum':
      return sum(vector(at(expression.of)), (labels) => grouped(labels, expression));
    case 'labelReplace':
      return vector(at(expression.of)).map((element) => replaced(element, expression));
    case 'or': {
      const left = vector(at(expression.left));
      const known = new Set(left.map(identity));
      return [...left, ...vector(at(expression.right)).filter((element) => !known.has(identity(element)))];
    }
    case 'arithmetic':
      return calculate(expression.operator, at(expression.left), at(expression.right));
  }
}

const matching = (store: SeriesStore, { matchers }: Selector) =>
  store.select((labels) => matchers.every(({ label, test }) => test(labels[label] ?? '')));

function vector(result: Result): readonly Element[] {
  if (typeof result === 'number') throw new BadQuery('expected type instant vector, got scalar');
  return result;
}

type Of<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;
type Labels = Element['labels'];

function grouped(labels: Labels, { grouping, labels: named }: Of<'sum'>): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([name]) => name !== '__name__' && named.includes(name) === (grouping === 'by'),
    ),
  );
}

function sum(elements: readonly Element[], group: (labels: Labels) => Labels): Element[] {
  const sums = new Map<string, Element>();
  for (const { labels, value } of elements) {
    const own = { labels: group(labels), value };
    const key = identity(own);
    sums.set(key, { ...own, value: value + (sums.get(key)?.value ?? 0) });
  }
  return [...sums.values()];
}

function replaced({ labels, value }: Element, { target, replacement, source, pattern }: Of<'labelReplace'>) {
  const match = pattern.exec(labels[source] ?? '');
  if (!match) return { labels, value };
  const text = replacement.replace(/\$(\d+)/g, (_, group: string) => match[Number(group)] ?? '');
  const { [target]: _, ...others } = labels;
  return { labels: text === '' ? others : { ...others, [target]: text }, value };
}

function calculate(operator: Operator, left: Result, right: Result): Result {
  if (typeof left === 'number' && typeof right === 'number') return calculated(operator, left, right);
  if (typeof left === 'number')
    return vector(right).map((e) => renamed(e, calculated(operator, left, e.value)));
  if (typeof right === 'number') return left.map((e) => renamed(e, calculated(operator, e.value, right)));
  const byIdentity = new Map(right.map((element) => [identity(element), element.value]));
  return left.flatMap((element) => {
    const other = byIdentity.get(identity(element));
    return other === undefined ? [] : [renamed(element, calculated(operator, element.value, other))];
  });
}

function calculated(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
  }
}

/** A value that was calculated is not the metric any more. */
function renamed({ labels: { __name__: _, ...labels } }: Element, value: number): Element {
  return { labels, value };
}

/** Labels but for the metric's name, by which elements of two sides find each other. */
function identity({ labels: { __name__: _, ...labels } }: Element): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
