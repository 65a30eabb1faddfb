import { drawSample, isDrawn } from './sample.ts';

const NAMES = ['yelb', 'flask-todo', 'own-workers', 'aws-targets'];

it('draws the same names by the same seed, in whatever order they come', () => {
  const drawn = drawSample(NAMES, 2, '1a2b3c4');
  expect(drawn.size).toBe(2);
  expect(drawSample(NAMES.toReversed(), 2, '1a2b3c4')).toEqual(drawn);
});

it('draws each name about equally often over many seeds', () => {
  const drawn = Array.from({ length: 400 }, (_, seed) => [...drawSample(NAMES, 2, String(seed))]).flat();
  for (const name of NAMES) {
    const times = drawn.filter((each) => each === name).length;
    expect(times).toBeGreaterThan(150);
    expect(times).toBeLessThan(250);
  }
});

it('draws a name for itself by one seed in five, by the same ones each time, and without a seed', () => {
  const seeds = Array.from({ length: 1000 }, (_, seed) => String(seed));
  for (const name of NAMES) {
    const drawn = seeds.filter((seed) => isDrawn(name, seed));
    expect(drawn.length).toBeGreaterThan(150);
    expect(drawn.length).toBeLessThan(250);
    expect(seeds.filter((seed) => isDrawn(name, seed))).toEqual(drawn);
    expect([isDrawn(name, undefined), isDrawn(name, '')]).toEqual([true, true]);
  }
});
