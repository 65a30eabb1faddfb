import { readFileSync } from 'node:fs';

/** The shell commands of a README by the heading that they stand under, in their order, one line each. */
export function commandsOf(readme: string): Map<string, string[]> {
  const sections = readFileSync(readme, 'utf8').split(/^#+ /m).slice(1);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')), shellLines(section)]));
}

function shellLines(section: string): string[] {
  const blocks = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)];
  return blocks.flatMap(([, lines = '']) => lines.split('\n').filter((line) => line !== ''));
}
