import type { RolloutView } from '../rollouts/view.ts';
import { asked, jobHere, marksAsked, type Asked } from './asked.ts';
import { show, type Mark } from './rollout-marks.ts';
import { input, serin, state } from './runner.ts';

/**
 * The action's last step, which runs after a cancelled job, too: a rollout that is still under way is aborted, and a version that
 * still waits in the queue is taken out, or both go on, as the input `on-cancel` says.
 */
const wanted = state('under-way') === undefined ? undefined : asked();
if (wanted !== undefined) {
  const [kind, sentence] = await settle(wanted);
  const [job, deployment] = [jobHere(), state('deployment')];
  const id = deployment === undefined ? undefined : Number(deployment);
  if (job) await show(job, marksAsked(), wanted.rollout, id, kind, sentence);
}

async function settle({ rollout, version }: Asked): Promise<readonly [Mark, string]> {
  const aborts = input('on-cancel') === 'abort';
  const place = await placeOf({ rollout, version });
  if (place === undefined) {
    const sentence = `no rollout of ${version} is under way at ${rollout}`;
    console.log(sentence);
    return ['error', sentence];
  }
  if (aborts) {
    const end =
      place === 'running'
        ? ['abort', rollout, '--reason', 'the job was cancelled']
        : ['queue', rollout, '--withdraw', version];
    process.exitCode = (await serin(end)).exitCode;
    return ['not promoted', `the job was cancelled, and ${version} with it`];
  }
  const sentence =
    place === 'running'
      ? `The rollout of ${rollout} goes on. See it with "serin watch ${rollout}", end it with "serin abort ${rollout}".`
      : `${version} waits on in the queue of ${rollout}. Take it out with "serin queue ${rollout} --withdraw ${version}".`;
  console.log(`::warning::${sentence}`);
  return ['under way', `the job was cancelled; ${version} goes on without it`];
}

/** Where a version is that has not ended. */
async function placeOf({ rollout, version }: Asked): Promise<'running' | 'queued' | undefined> {
  const running = await told<RolloutView>('status', rollout);
  if (running?.running && running.status.canary === version) return 'running';
  const queued = await told<{ readonly version: string }>('queue', rollout);
  return queued?.version === version ? 'queued' : undefined;
}

/** What a command tells as JSON; nothing where it fails, after it has said why. */
async function told<T>(...words: readonly string[]): Promise<T | null> {
  const { printed } = await serin([...words, '--output', 'json'], { quiet: true });
  return printed.trim() === '' ? null : (JSON.parse(printed) as T);
}
