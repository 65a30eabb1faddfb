import { drawSample } from './sample.ts';

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
