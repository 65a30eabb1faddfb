import type { Lane } from './lane.ts';

/** Does all work, in each lane one piece at a time; the results are in the order of the work. */
export async function shareOut<Work, Result>(
  lanes: readonly Lane[],
  work: readonly Work[],
  act: (lane: Lane, piece: Work) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = work.entries();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const [i, piece] of left) results[i] = await act(lane, piece);
    }),
  );
  return results;
}
