/** Asks again until the answer is as wanted; the test's own time limit ends a wait in vain. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  isAsWanted: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (isAsWanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
