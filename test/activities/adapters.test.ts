import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import ts from 'typescript';

/** Text that is replaced in files, by their paths. */
type Edits = Readonly<Record<string, readonly [before: string, after: string]>>;

/** What the product fails to compile with once files are edited: a file and the first line of its complaint each. */
function failures(edits: Edits): string[] {
  const texts = new Map(
    Object.entries(edits).map(([file, [before, after]]) => {
      const text = readFileSync(file, 'utf8');
      expect(text).toContain(before);
      return [resolve(file), text.replace(before, after)];
    }),
  );
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const host = ts.createCompilerHost(options);
  const { readFile } = host;
  host.readFile = (name) => texts.get(resolve(name)) ?? readFile.call(host, name);
  const program = ts.createProgram(['worker/main.ts', 'workflows/index.ts', 'client/main.ts'], options, host);
  return program.getSemanticDiagnostics().map(({ file, messageText }) => {
    const [complaint] = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n');
    return `${relative('.', file?.fileName ?? '')}: ${complaint}`;
  });
}

let found: string[];
beforeAll(() => {
  // One compilation for all, since it takes a while.
  found = failures({
    'workflows/rollout/router-spec.ts': [
      'export type RouterSpec =',
      "export type RouterSpec = { readonly kind: 'newRouter' } |",
    ],
    'workflows/rollout/metrics-spec.ts': [
      'export type MetricsSpec =',
      "export type MetricsSpec = { readonly kind: 'newMetrics'; readonly periodSeconds: number } |",
    ],
    'activities/aws-clients.ts': ['readonly ssm:', 'readonly newClient: SSMClient;\n  readonly ssm:'],
  });
});

it('a router, a source of metrics and an AWS client that are new fail to compile where their kind has to be told of', () => {
  expect(found).toEqual([
    expect.stringMatching(/^activities\/adapters\.ts: .*'newRouter' is missing/),
    expect.stringMatching(/^activities\/adapters\.ts: .*'newMetrics' is missing/),
    expect.stringMatching(/^activities\/adapters\.ts: .*'newClient' is missing/),
    // A source of metrics has facts that the timing follows, and the worker makes the clients.
    expect.stringMatching(/^worker\/adapters\.ts: .*'newClient' is missing/),
    expect.stringMatching(/^workflows\/rollout\/metric-facts\.ts: /),
  ]);
});
