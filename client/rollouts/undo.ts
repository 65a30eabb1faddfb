import type { Client } from '@temporalio/client';
import { describeProblems } from '../../activities/plan/problem.ts';
import { settlePlan } from '../../activities/plan/settle.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { DeploymentFile } from '../deployment-files.ts';
import { headline } from '../render/status-text.ts';
import { isTrouble, Trouble } from '../trouble.ts';
import { commandRollout, type Answer } from './command.ts';
import { latestPromoted, type Promoted } from './promoted.ts';
import { startRollout, type Started } from './start.ts';
import type { Undoing } from './undoing.ts';
import { contentBefore, contentOfRevision, imageOfContent } from './undo-content.ts';
import { viewRollout, type RolloutView } from './view.ts';

/** What an undo led to: the rollout that keeps the old version gives the traffic back, or one of its own has begun. */
export type Undone =
  | { readonly kind: 'givenBack'; readonly version: string; readonly answer: Answer }
  | {
      readonly kind: 'started';
      readonly version: string;
      readonly undone: string;
      readonly started: Started;
    };

/** What an undo is to do, for whoever signs it. */
export interface UndoMeant {
  readonly rollout: string;
  /** The version that it goes back from. */
  readonly undoes: string;
  /** The content of the deployment file that is rolled out. */
  readonly file: unknown;
}

/** Who asks for an undo, and why. */
export interface AskedUndo extends Pick<Undoing, 'by' | 'reason'> {
  /** Signs it, where it can be proven who asks. */
  readonly prove?: (meant: UndoMeant) => Promise<string>;
}

/**
 * Goes back to the version before the latest promotion, whether that is committed or the old version is still kept.
 *
 * @param id the workflow id of the service's rollouts
 * @throws Trouble `refused` while a version is rolled out, or where the one before it is not known; `noRollout` where none was promoted
 */
export async function undoRollout(
  client: Client,
  id: string,
  owner: Owner,
  { taskQueue, by, reason, prove }: AskedUndo & { readonly taskQueue: string },
): Promise<Undone> {
  const view = await latestView(client, id);
  if (view?.running) {
    const { canary, keptUntil } = view.status;
    if (keptUntil === undefined)
      throw new Trouble(
        'refused',
        `refused: ${canary} is ${headline(view.status)}: abort it, or undo it once it is promoted`,
      );
    const answer = await commandRollout(client, id, 'abort', { by, reason: `undo: ${reason}` });
    return { kind: 'givenBack', version: canary, answer };
  }
  const promoted = await latestPromoted(client, owner);
  if (promoted === undefined)
    throw new Trouble('noRollout', `no rollout of ${id} was promoted, as far as Temporal remembers`);
  const file = await fileBefore(client, owner, promoted);
  const undone = promoted.result.version;
  const proof = await prove?.({ rollout: id, undoes: undone, file: file.content });
  const started = await startRollout(client, file, {
    by,
    taskQueue,
    ifRunning: 'refuse',
    undoes: { version: undone, by, reason, ...(proof !== undefined && { proof }) },
  });
  return { kind: 'started', version: file.plan.version.id, undone, started };
}

async function latestView(client: Client, id: string): Promise<RolloutView | undefined> {
  try {
    return await viewRollout(client, client.workflow.getHandle(id));
  } catch (error) {
    if (isTrouble(error, 'noRollout')) return undefined;
    throw error;
  }
}

/** The deployment file of the version before: its task definition, where the service kept its name, else what it was rolled out from. */
async function fileBefore(
  client: Client,
  owner: Owner,
  { result, content }: Promoted,
): Promise<DeploymentFile> {
  const { replaced, version } = result;
  if (replaced === undefined)
    throw new Trouble('refused', `refused: ${version} is the first version of the service`);
  const before = await latestPromoted(client, owner, (each) => each.version === replaced.version);
  if (replaced.definition === undefined && before === undefined)
    throw new Trouble(
      'refused',
      `refused: Temporal remembers no rollout of ${replaced.version}, which served before ${version}: start it from a file of its own`,
    );
  // A task definition names the image by its digest; its own rollout did so by its tag, which tells people more.
  const image = imageOfContent(before?.content) ?? replaced.image;
  const wanted =
    before && replaced.definition === undefined
      ? contentBefore(before.content, version)
      : contentOfRevision(content, { ...replaced, ...(image && { image }) }, version);
  const settled = settlePlan(wanted);
  if (!settled.ok) throw new Trouble('refused', `refused: ${describeProblems(settled.problems)}`);
  const { driver } = settled.value;
  if (driver.kind === 'ecsNative' && driver.adopt)
    throw new Trouble(
      'refused',
      `refused: others begin the deployments of ECS service ${driver.service}: deploy ${replaced.version} as they do, and a rollout takes that over`,
    );
  return { content: wanted, plan: settled.value };
}
