import { brokenOf } from './expectations.ts';
import type { Picture, Visitor } from './visitor.ts';

/** What a person saw of a deployment in the browser. */
export interface BrowserViews {
  readonly pictures: readonly Picture[];
  /** What the demo promised of the page and the page did not show. */
  readonly broken: readonly string[];
}

// Nobody looks on, so nothing was promised of the page.
const UNSEEN: BrowserViews = { pictures: [], broken: [] };

type Deploy<Done> = () => Promise<Done>;

/** Deploys the version whose votes count 1, before the visitor's eyes, if there is one. */
export async function watchPromotion<Done>(
  visitor: Visitor | undefined,
  deploy: Deploy<Done>,
): Promise<{ done: Done; views: BrowserViews }> {
  if (!visitor) return { done: await deploy(), views: UNSEEN };
  const before = await visitor.vote();
  const pictures = [await visitor.take(`Before: a vote counts ${before}`)];
  const hostNames = new Set<string>();
  const { done, seen } = await during(deploy, async (over) => {
    const bothAnswer = await visitor.sees(({ hostName, answers }) => {
      hostNames.add(hostName);
      return hostNames.size > 1 && countedVersions(answers).every((count) => count >= FEW_ANSWERS);
    }, over);
    pictures.push(await visitor.take('Meanwhile: both versions answer'));
    return bothAnswer;
  });
  const after = await visitor.vote();
  pictures.push(await visitor.take(`Afterwards: a vote counts ${after}`));
  const promises: [string, boolean][] = [
    ["a vote counted 2 on the first version's page", before === 2],
    ['the page showed the host names of both versions', seen],
    ['a vote counted 1 once version two was promoted', after === 1],
  ];
  return { done, views: { pictures, broken: brokenOf(promises) } };
}

/** Deploys the version that listens on another port, before the visitor's eyes, if there is one. */
export async function watchRollback<Done>(
  visitor: Visitor | undefined,
  deploy: Deploy<Done>,
): Promise<{ done: Done; views: BrowserViews }> {
  if (!visitor) return { done: await deploy(), views: UNSEEN };
  const pictures = [await visitor.take('Before: version two answers')];
  const { done } = await during(deploy, async (over) => {
    const failed = await visitor.sees(({ answers }) => answers.includes(FAILED), over);
    const caption = failed
      ? 'Meanwhile: some answers fail'
      : "Just rolled back: none of the few requests that failed was the page's";
    pictures.push(await visitor.take(caption));
  });
  const recovered = await visitor.sees(
    ({ answers }) => answers.length > 0 && !answers.slice(-ANSWERS_TO_TRUST).includes(FAILED),
  );
  const after = await visitor.vote();
  pictures.push(await visitor.take('Afterwards: version two answers alone'));
  const promises: [string, boolean][] = [
    ['the page served without failure once version three was rolled back', recovered],
    ['a vote still counted 1 after the rollback', after === 1],
  ];
  return { done, views: { pictures, broken: brokenOf(promises) } };
}

const FAILED = 'failed';
const FEW_ANSWERS = 4;
const ANSWERS_TO_TRUST = 8;

/** Looks on while something goes on, and no longer. */
async function during<Done, Seen>(deploy: Deploy<Done>, watch: (over: AbortSignal) => Promise<Seen>) {
  const over = new AbortController();
  const [done, seen] = await Promise.all([deploy().finally(() => over.abort()), watch(over.signal)]);
  return { done, seen };
}

function countedVersions(answers: readonly string[]): number[] {
  const versions = [...new Set(answers)].filter((version) => version !== FAILED);
  return versions.length < 2
    ? [0]
    : versions.map((version) => answers.filter((answer) => answer === version).length);
}
