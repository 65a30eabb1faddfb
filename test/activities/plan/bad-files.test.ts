import fc from 'fast-check';
import type { Problem } from '../../../activities/plan/problem.ts';
import { settlePlan } from '../../../activities/plan/settle.ts';
import { badFile, goodFiles } from '../../fakes/bad-files.ts';

const problemsOf = (content: unknown): readonly Problem[] => {
  const settled = settlePlan(content);
  return settled.ok ? [] : settled.problems;
};

const pathsOf = (content: unknown): string[] => problemsOf(content).map(({ path }) => path);

it('takes the files that the bad ones are made of', () => {
  expect(goodFiles.map(pathsOf)).toEqual(goodFiles.map(() => []));
});

// Of a field that has several forms it is told where the field is, or what is missing in it.
const isAt = (told: string, path: string): boolean =>
  told === path || told.startsWith(`${path}.`) || path.startsWith(`${told}.`);

it('refuses each of 500 files with one thing wrong, and says where it is', () => {
  const taken = fc
    .sample(badFile, { numRuns: 500, seed: 20_260_101 })
    .map(({ content, path, what }) => ({ path, what, told: pathsOf(content) }))
    .filter(({ path, told }) => !told.some((each) => isAt(each, path)));
  expect(taken).toEqual([]);
});

it('says so of each in words of its own, not in those of the library that finds it', () => {
  const borrowed = fc
    .sample(badFile, { numRuns: 500, seed: 20_260_102 })
    .flatMap(({ content }) => problemsOf(content))
    .filter(({ message }) => /\b(invalid|expected|received|too (big|small)|unrecognized)\b/i.test(message));
  expect(borrowed).toEqual([]);
});
