import { readDeploymentFile } from '../deployment-files.ts';
import type { RolloutView } from '../rollouts/view.ts';
import { input, serin, state } from './runner.ts';

/**
 * The action's last step, which runs after a cancelled job, too: a rollout that is still under way is aborted, or goes on,
 * as the input `on-cancel` says.
 */
if (state('under-way') !== undefined) {
  const [image, taskDefinition, container] = [input('image'), input('task-definition'), input('container')];
  const versionId = input('version');
  const { plan } = readDeploymentFile(input('file') ?? '', {
    ...(image !== undefined && { image }),
    ...(taskDefinition !== undefined && { taskDefinition }),
    ...(container !== undefined && { container }),
    ...(versionId !== undefined && { versionId }),
  });
  const rollout = `${plan.environment}/${plan.service}`;
  const { printed } = await serin(['status', rollout, '--output', 'json'], { quiet: true });
  const running = versionUnderWay(printed);
  if (running !== plan.version.id) console.log(`no rollout of ${plan.version.id} is under way at ${rollout}`);
  else if (input('on-cancel') === 'abort')
    process.exitCode = (await serin(['abort', rollout, '--reason', 'the job was cancelled'])).exitCode;
  else
    console.log(
      `::warning::The rollout of ${rollout} goes on. See it with "serin watch ${rollout}", end it with "serin abort ${rollout}".`,
    );
}

/** The version that a rollout brings, where it has not ended; `json` is what `serin status` printed. */
function versionUnderWay(json: string): string | undefined {
  if (json === '') return undefined;
  const { running, status } = JSON.parse(json) as RolloutView;
  return running ? status.canary : undefined;
}
