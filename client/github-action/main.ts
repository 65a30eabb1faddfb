import { EXIT } from '../commands/exit-codes.ts';
import { input, INTERRUPTED, saveState, serin, setOutput } from './runner.ts';

/** The action's main step: starts a rollout and waits for its end, which is the step's. */
const OUTCOMES: Readonly<Record<number, string>> = {
  [EXIT.done]: 'promoted',
  [EXIT.badInput]: 'bad-input',
  [EXIT.rolledBack]: 'rolled-back',
  [EXIT.aborted]: 'aborted',
  [EXIT.refused]: 'refused',
};

const OPTIONS = {
  file: '--file',
  image: '--image',
  'task-definition': '--task-definition',
  container: '--container',
  version: '--version-id',
  'if-running': '--if-running',
} as const;

const build = Object.entries(OPTIONS).flatMap(([name, option]) => {
  const value = input(name);
  return value === undefined ? [] : [option, value];
});
const summary = process.env['GITHUB_STEP_SUMMARY'];

saveState('under-way', 'true');
const { exitCode } = await serin([
  'start',
  ...build,
  '--watch',
  ...(summary === undefined ? [] : ['--summary', summary]),
]);
if (exitCode < INTERRUPTED) saveState('under-way', '');
setOutput('outcome', OUTCOMES[exitCode] ?? 'error');
setOutput('exit-code', `${exitCode}`);
process.exitCode = exitCode;
