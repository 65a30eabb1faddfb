import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Text that people read, and where it stands. */
interface Text {
  readonly where: string;
  readonly text: string;
}

const filesIn = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', '--', ...patterns], { encoding: 'utf8' })
    .trim()
    .split('\n');

/** Help, messages, errors: whatever stands in quotes. Those of templates have … for what is put in. */
function textsOfCode(path: string): Text[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    if (text !== undefined) texts.push({ where: `${path}:${line + 1}`, text });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
  return undefined;
}

const textsOfDocument = (path: string): Text[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((text, i) => ({ where: `${path}:${i + 1}`, text }));

const TEXTS = [
  ...filesIn(
    'workflows/**.ts',
    'activities/**.ts',
    'client/**.ts',
    'dashboard/**.ts',
    'worker/**.ts',
    'encryption/**.ts',
  ).flatMap(textsOfCode),
  ...filesIn('*.md', 'docs/*.md', 'Makefile', 'action.yml', 'activities/plan/rollout.schema.json').flatMap(
    textsOfDocument,
  ),
];

it.each([
  ['a rollout is rolled back, never taken back', /\b(taken|takes?|took|taking) back\b/i],
  [
    'only a person opens a gate, and the judge asks for a proof',
    /\bgate(Weight|Seconds)\b|\bjudge's gate\b|: gate:/,
  ],
  [
    'a rollout is held for a person; a weight is kept',
    /\b(weight|traffic|canary)( is| was)? held\b|\bholds? (the|this|its|a) (present )?weight\b/i,
  ],
  ['scale-in is suspended, as AWS calls it, not held', /\bscale-in\b[^.|]*\bheld\b/i],
  ['resume is the one word for going on', /\bserin ([a-z-]+\|)*retry\b/],
  ['what has a default says what it is', /\bwhere left out\b|\bunless given\b/],
  ['a verdict is asked for again, not anew', /\bjudges? anew\b/],
  ['quotes are straight', /[«»“”]/],
])('%s', (_rule, wrong) => {
  expect(TEXTS.length).toBeGreaterThan(2000);
  const found = TEXTS.filter(({ text }) => wrong.test(text));
  expect(found.map(({ where, text }) => `${where} ${text.trim().slice(0, 120)}`)).toEqual([]);
});
