import { readFileSync } from 'node:fs';
import { copySources } from './source-copy.ts';

/** Text that is replaced in files, by their paths. */
type Edits = Readonly<Record<string, readonly [before: string, after: string]>>;

/** What the product fails to compile with once files are edited: a file and the first line of its complaint each. */
function failures(edits: Edits): string[] {
  const copy = copySources(['workflows/index.ts', 'worker/main.ts', 'client/main.ts']);
  try {
    for (const [path, [before, after]] of Object.entries(edits)) {
      const text = readFileSync(path, 'utf8');
      expect(text).toContain(before);
      copy.write(path, text.replace(before, after));
    }
    copy.run('tsc', '--pretty', 'false');
    return [];
  } catch (error) {
    const said = (error as Error).message;
    return Array.from(
      said.matchAll(/^(?:tsc: )?(\S+)\(\d+,\d+\): error TS\d+: (.*)$/gm),
      ([, file, complaint]) => `${file}: ${complaint}`,
    );
  } finally {
    copy.remove();
  }
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
