import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { BadQuery, type Expression, type Matcher, type Operator, type Selector } from './expression.ts';
import { durationSeconds, stringValue, wholePattern } from './literals.ts';

/** Reads a query by Prometheus' own grammar. Throws BadQuery at what is wrong, or not understood here. */
export function parse(query: string): Expression {
  const tree = parser.parse(query);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError)
        throw new BadQuery(`parse error at char ${from + 1}: unexpected «${query.slice(from, from + 12)}»`);
    },
  });
  const [root] = childrenOf(tree.topNode);
  if (!root) throw new BadQuery('parse error: no expression found in input');
  return read(root, query);
}

function read(node: SyntaxNode, query: string): Expression {
  const text = textOf(node, query);
  switch (node.name) {
    case 'ParenExpr':
      return read(childrenOf(node)[0]!, query);
    case 'NumberDurationLiteral':
      return { kind: 'number', value: numberOf(text) };
    case 'VectorSelector':
      return readSelector(node, query);
    case 'FunctionCall':
      return readCall(node, query);
    case 'AggregateExpr':
      return readAggregate(node, query);
    case 'BinaryExpr':
      return readBinary(node, query);
    default:
      throw new BadQuery(`not supported here: ${text}`);
  }
}

function readSelector(node: SyntaxNode, query: string): Selector {
  const name = node.getChild('Identifier');
  const matchers = childrenOf(node.getChild('LabelMatchers')).map((matcher): Matcher => {
    const [label, operator, value] = childrenOf(matcher).map((part) => textOf(part, query));
    if (matcher.name !== 'UnquotedLabelMatcher' || !label || !operator || value === undefined)
      throw new BadQuery(`not supported here: ${textOf(matcher, query)}`);
    return { label, test: testOf(operator, stringValue(value)) };
  });
  const byName = name ? [{ label: '__name__', test: testOf('=', textOf(name, query)) }] : [];
  return { kind: 'selector', matchers: [...byName, ...matchers] };
}

function testOf(operator: string, wanted: string): Matcher['test'] {
  if (operator === '=') return (value) => value === wanted;
  if (operator === '!=') return (value) => value !== wanted;
  const pattern = wholePattern(wanted);
  return operator === '=~' ? (value) => pattern.test(value) : (value) => !pattern.test(value);
}

function readCall(node: SyntaxNode, query: string): Expression {
  const name = textOf(node.getChild('FunctionIdentifier')!, query);
  const [first, ...others] = childrenOf(node.getChild('FunctionCallBody'));
  if ((name === 'rate' || name === 'increase') && first?.name === 'MatrixSelector') {
    const range = first.getChild('DurationExpr');
    const of = readSelector(first.getChild('VectorSelector')!, query);
    return { kind: name, of, rangeSeconds: durationSeconds(textOf(range!, query)) };
  }
  if (name === 'label_replace' && first && others.length === 4) {
    const [target, replacement, source, pattern] = others.map((other) => stringValue(textOf(other, query)));
    return {
      kind: 'labelReplace',
      of: read(first, query),
      target: target!,
      replacement: replacement!,
      source: source!,
      pattern: wholePattern(pattern!),
    };
  }
  throw new BadQuery(`not supported here: ${textOf(node, query)}`);
}

function readAggregate(node: SyntaxNode, query: string): Expression {
  const operation = textOf(node.getChild('AggregateOp')!, query);
  const [of, ...others] = childrenOf(node.getChild('FunctionCallBody'));
  if (operation !== 'sum' || !of || others.length > 0)
    throw new BadQuery(`not supported here: ${textOf(node, query)}`);
  const modifier = node.getChild('AggregateModifier');
  return {
    kind: 'sum',
    of: read(of, query),
    grouping: modifier?.getChild('Without') ? 'without' : 'by',
    labels: childrenOf(modifier?.getChild('GroupingLabels')).map((label) => textOf(label, query)),
  };
}

function readBinary(node: SyntaxNode, query: string): Expression {
  const [left, operator, right, ...others] = childrenOf(node);
  if (!left || !operator || !right || others.length > 0)
    throw new BadQuery(`not supported here: ${textOf(node, query)}`);
  const sides = { left: read(left, query), right: read(right, query) };
  const text = textOf(operator, query);
  if (text === 'or') return { kind: 'or', ...sides };
  if (!/^[-+*/]$/.test(text)) throw new BadQuery(`not supported here: operator ${text}`);
  return { kind: 'arithmetic', operator: text as Operator, ...sides };
}

function numberOf(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const value = Number(text);
  return Number.isNaN(value) && !/^nan$/i.test(text) ? durationSeconds(text) : value;
}

const textOf = ({ from, to }: SyntaxNode, query: string): string => query.slice(from, to);

function childrenOf(node: SyntaxNode | null | undefined): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling)
    if (child.name !== 'LineComment') children.push(child);
  return children;
}
