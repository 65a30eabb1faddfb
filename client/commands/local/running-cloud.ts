import { Option } from 'commander';
import { stateFolderFrom } from '../../../infra/local/up/state-folder.ts';
import { status, type CloudStatus } from '../../../infra/local/up/status.ts';
import { Trouble } from '../../trouble.ts';

/** Which local cloud a command is about. */
export const stateOption = (): Option =>
  new Option('--state <folder>', 'folder with its images, logs and database').default(
    stateFolderFrom(process.cwd()),
    '.serin/local in this folder or one above it, else beside Serin',
  );

/** The running local cloud; fails with what to do where it does not run. */
export async function runningCloud(stateFolder: string): Promise<Extract<CloudStatus, { kind: 'running' }>> {
  const now = await status({ stateFolder });
  if (now.kind !== 'running') throw notRunning(now);
  return now;
}

export const notRunning = ({ kind }: CloudStatus): Trouble =>
  new Trouble('unreachable', `the local cloud is ${kind}; start it with: serin local up`);
