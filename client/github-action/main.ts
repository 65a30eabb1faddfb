import { appendFileSync } from 'node:fs';
import { EXIT } from '../commands/exit-codes.ts';
import { asked, buildArguments, jobHere, marksAsked } from './asked.ts';
import { commentPlan, planMarkdown } from './plan-comment.ts';
import { createDeployment, show, type Mark } from './rollout-marks.ts';
import { input, INTERRUPTED, saveState, serin, setOutput } from './runner.ts';

/** The action's main step: starts a rollout and waits for its end, which is the step's; or tells what one would do. */
const OUTCOMES: Readonly<Record<number, string>> = {
  [EXIT.done]: 'promoted',
  [EXIT.badInput]: 'bad-input',
  [EXIT.rolledBack]: 'rolled-back',
  [EXIT.aborted]: 'aborted',
  [EXIT.refused]: 'refused',
};

const MARKS: Readonly<Record<string, Mark>> = { promoted: 'promoted', error: 'error' };

const summary = process.env['GITHUB_STEP_SUMMARY'];
const end = (outcome: string, exitCode: number): void => {
  setOutput('outcome', outcome);
  setOutput('exit-code', `${exitCode}`);
  process.exitCode = exitCode;
};

const command = input('command') ?? 'start';
if (command === 'plan') await plan();
else if (command === 'start') await rollOut();
else {
  console.log(`::error::The input command is "${command}": use start or plan.`);
  end('bad-input', EXIT.badInput);
}

async function plan(): Promise<void> {
  const { exitCode, printed } = await serin(['plan', ...buildArguments()], { quiet: true });
  console.log(printed.trimEnd());
  const fits = exitCode === EXIT.done;
  const [wanted, job] = [asked(), jobHere()];
  if (wanted !== undefined && printed !== '') {
    if (job !== undefined) await commentPlan(job, wanted.rollout, fits, printed);
    if (summary !== undefined) appendFileSync(summary, planMarkdown('', wanted.rollout, fits, printed));
  }
  end(fits ? 'planned' : (OUTCOMES[exitCode] ?? 'error'), exitCode);
}

async function rollOut(): Promise<void> {
  const [wanted, job, marks, ifRunning] = [asked(), jobHere(), marksAsked(), input('if-running')];
  const deployment = job && wanted && (await createDeployment(job, marks, wanted.rollout, wanted.version));
  const mark = async (kind: Mark, sentence: string): Promise<void> => {
    if (job && wanted) await show(job, marks, wanted.rollout, deployment, kind, sentence);
  };
  if (deployment !== undefined) saveState('deployment', `${deployment}`);
  saveState('under-way', 'true');
  await mark('under way', `${wanted?.version} is being rolled out`);
  const { exitCode } = await serin([
    'start',
    ...buildArguments(),
    ...(ifRunning === undefined ? [] : ['--if-running', ifRunning]),
    '--watch',
    ...(summary === undefined ? [] : ['--summary', summary]),
  ]);
  const outcome = OUTCOMES[exitCode] ?? 'error';
  // What becomes of the rollout of a cancelled job is decided in the action's last step.
  if (exitCode < INTERRUPTED) {
    saveState('under-way', '');
    await mark(MARKS[outcome] ?? 'not promoted', `${wanted?.version}: ${outcome}`);
  }
  end(outcome, exitCode);
}
