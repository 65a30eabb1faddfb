import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { execFileSync } from 'node:child_process';
import { PHASES } from '../../workflows/rollout/status.ts';
import { NOTIFICATION_KINDS } from '../../workflows/rollout/notifications.ts';
import { wordOf } from '../../workflows/rollout/word-of.ts';

const PAGE = readFileSync('docs/on-call.md', 'utf8');

const SOURCES = execFileSync('git', ['ls-files', '--', 'workflows/**.ts'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));

/** Calls back for each node of the workflows' sources. */
function visitAll(visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  SOURCES.forEach(walk);
}

/** What a text always says: its longest part between what is put in. */
function constantPart(node: ts.Expression): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  return parts
    .toSorted((a, b) => b.length - a.length)[0]!
    .replace(/[^\p{L})]+$/u, '')
    .trim();
}

/** Everything that a rollout can say that it waits for. */
function waits(): string[] {
  const found: string[] = [];
  visitAll((node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const [what] = node.arguments;
    const text = node.expression.name.text === 'waitFor' && what && constantPart(what);
    if (text) found.push(text);
  });
  return [...new Set(found)];
}

/** Every rule that a judge can decide by. */
function rules(): string[] {
  const found: string[] = [];
  visitAll((node) => {
    if (ts.isTypeAliasDeclaration(node) && node.name.text === 'Rule' && ts.isUnionTypeNode(node.type))
      for (const type of node.type.types)
        if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) found.push(type.literal.text);
  });
  return found;
}

it('explains everything that a rollout can wait for', () => {
  expect(waits().length).toBeGreaterThan(20);
  expect(waits().filter((wait) => !PAGE.includes(wait))).toEqual([]);
});

it('explains every rule of the judge', () => {
  expect(rules()).toContain('blindness');
  expect(rules().filter((rule) => !PAGE.includes(`\`${rule}\``))).toEqual([]);
});

it('explains every phase, and everything that people are told of', () => {
  const words = [...PHASES.map(wordOf), ...NOTIFICATION_KINDS];
  expect(words.filter((word) => !PAGE.includes(word))).toEqual([]);
});
