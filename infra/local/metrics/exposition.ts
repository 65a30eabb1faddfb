import type { Sample } from './sample.ts';

/** Reads Prometheus' text format, without its comments and timestamps. */
export function parseExposition(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels, value] = line.match(/^(\w+)(?:\{(.*)\})? (\S+)/) ?? [];
    return name && value ? [{ name, labels: parseLabels(labels ?? ''), value: Number(value) }] : [];
  });
}

function parseLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, value!.replace(/\\(.)/g, unescape)]));
}

const unescape = (_: string, escaped: string) => (escaped === 'n' ? '\n' : escaped);

/** Writes Prometheus' text format. */
export function formatExposition(samples: Iterable<Sample>): string {
  const lines = [...samples].map(({ name, labels, value }) => `${name}{${formatLabels(labels)}} ${value}\n`);
  return lines.sort().join('');
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const escape = (value: string) => value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(',');
}
