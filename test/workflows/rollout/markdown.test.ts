import { asMarkdown, asSummary } from '../../../workflows/rollout/markdown.ts';

it('shows what somebody wrote as it is, whatever Markdown would make of it', () => {
  expect(asMarkdown('[click](x)\n# **not** <b>')).toBe('\\[click\\](x) \\# \\*\\*not\\*\\* \\<b\\>');
});

it.each([
  ['short', 'the router to take\nthe new weights', 'the router to take the new weights'],
  ['long', 'é'.repeat(500), `${'é'.repeat(89)}…`],
])('keeps a summary that is %s within what Temporal takes', (_, text, expected) => {
  expect(asSummary(text)).toBe(expected);
});
