import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

// A program of its own, since Jest cannot load commander.
const pages = JSON.parse(
  execFileSync('node_modules/.bin/node', ['infra/docs/main.ts', '--print'], { encoding: 'utf8' }),
) as Readonly<Record<string, string>>;

it.each(Object.entries(pages))(
  '%s says what the product says; npm run reference writes it anew',
  (path, page) => {
    expect(existsSync(path) && readFileSync(path, 'utf8')).toBe(page);
  },
);

it('the reference has every field of a judge, and every option of a command', () => {
  expect(pages['docs/reference/rollout-yaml.md']).toMatch(
    /### judge: threshold[^#]*`objectives\[\]\.atMostMs` \*/,
  );
  expect(pages['docs/reference/command.md']).toMatch(/## serin watch\n[^#]*`-o, --output <format>`/);
});
