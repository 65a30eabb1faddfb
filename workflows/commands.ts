import { ApplicationFailure, setHandler, workflowInfo } from '@temporalio/workflow';
import { commandSignal, commandUpdate, FAILURE, SIGNALS, UPDATES, type CommandAnswer } from './messages.ts';
import { isoTime, nowSeconds, type Progress } from './progress.ts';
import { commandFields, MAX_TEXT } from './command-fields.ts';
import { checkProof } from './proof.ts';
import { refusalOf, type CountedCommand, type CommandInput } from './rollout/command.ts';
import type { CommandName } from './rollout/command-name.ts';
import type { CommandRecord, RolloutStatus, Verified } from './rollout/status.ts';
import { Unreadable, type Reader } from './unreadable-messages.ts';

/** What operators wish that is not a state of the rollout. Handlers only note it here; the story acts on it. */
export interface Commands {
  /** How often a held rollout was told to go on, or to judge anew. */
  resumes: number;
  /** End the present bake; with `all`, every bake that is left. */
  promotion: 'step' | 'all' | undefined;
  /** Go to this weight and hold it there. */
  weight: number | undefined;
  abort: CommandRecord | undefined;
  /** Give stable its traffic back even where it cannot serve. */
  forced: boolean;
  /** The latest commands that were taken, so that repeating one changes nothing. */
  ids: readonly string[];
  /** The same of those that are proven, which claims cannot push out. */
  provenIds: readonly string[];
}

/** A command as it has come. */
interface Received {
  readonly input: CountedCommand;
  /** What is proven of who asks. */
  readonly verified?: Verified;
  /** Why its proof proves nothing. */
  readonly unproven?: string;
}

const NONE: Commands = {
  resumes: 0,
  promotion: undefined,
  weight: undefined,
  abort: undefined,
  forced: false,
  ids: [],
  provenIds: [],
};

const DESCRIPTIONS: Readonly<Record<CommandName, string>> = {
  pause: 'Keep the current weight and go on judging; with {"holdVerdict": true}, stay even if a check fails',
  resume: 'Go on after a pause, or judge again when the rollout is held',
  promote: 'Go to 100 % and commit; with {"step": true}, end only the current bake',
  abort:
    'Roll back: give all traffic back to stable and remove the canary; with {"force": true}, even if stable cannot serve',
  setWeight: 'Go to {"weight": N} and stay there until resumed',
  approve: 'Open the gate of the current step',
};

/** Starts to listen. To be called before the first await, so that no early command is lost. */
export function receiveCommands(progress: Progress, reader: Reader, soFar: Commands = NONE): Commands {
  const commands: Commands = { ...NONE, ...soFar };
  const repeated = ({ id, isVerified }: CountedCommand) =>
    id !== undefined && (isVerified ? commands.provenIds : commands.ids).includes(id);
  const refusal = (name: CommandName, { input, unproven }: Received) =>
    unproven ?? refusalOf(name, input, progress.commandState());

  const take = (name: CommandName, received: Received): void => {
    const { input, verified } = received;
    if (repeated(input)) return;
    if (input.id !== undefined) {
      const ids = input.isVerified ? 'provenIds' : 'ids';
      commands[ids] = [...commands[ids], input.id].slice(-KEPT_IDS);
    }
    const { by = 'unknown', reason = 'none given' } = input;
    const refused = refusal(name, received);
    const record = { at: isoTime(nowSeconds()), command: name, by, reason, ...(verified && { verified }) };
    progress.commanded(refused === undefined ? record : { ...record, refused });
    if (refused !== undefined) return;
    apply(name, input, commands, progress.status, record);
    progress.list();
  };

  for (const name of SIGNALS) {
    const signalled = (given: unknown) => {
      if (reader.canRead(given)) take(name, receivedAs(name, given, progress.status));
      else progress.note(`${name}, a signal that cannot be read, is ignored`);
    };
    setHandler(commandSignal(name), signalled, { description: DESCRIPTIONS[name] });
  }
  for (const name of UPDATES) {
    const answer = (given: CommandInput): CommandAnswer => {
      // What a validator has let in could be read then.
      if (given instanceof Unreadable) throw new Error(`${name} cannot be read here: ${given.reason}`);
      take(name, receivedAs(name, given, progress.status));
      return progress.answer();
    };
    const validator = (given: CommandInput): void => {
      if (given instanceof Unreadable)
        throw ApplicationFailure.nonRetryable(
          `${name} is refused: it cannot be read: ${given.reason}`,
          FAILURE.commandRefused,
        );
      const received = receivedAs(name, given, progress.status);
      const refused = repeated(received.input) ? undefined : refusal(name, received);
      if (refused !== undefined)
        throw ApplicationFailure.nonRetryable(`${name} is refused: ${refused}`, FAILURE.commandRefused);
    };
    setHandler(commandUpdate(name), answer, { validator, description: DESCRIPTIONS[name] });
  }
  return commands;
}

function apply(
  name: CommandName,
  input: CommandInput,
  commands: Commands,
  status: Progress['status'],
  record: CommandRecord,
): void {
  switch (name) {
    case 'pause':
      status.paused = true;
      status.verdictHeld = input.holdVerdict === true;
      return;
    case 'resume':
      status.paused = false;
      status.pausedFor = undefined;
      status.verdictHeld = false;
      commands.resumes += 1;
      return;
    case 'approve':
      status.approved = true;
      return;
    case 'promote':
      status.paused = false;
      status.pausedFor = undefined;
      commands.promotion = commands.promotion === 'all' || input.step !== true ? 'all' : 'step';
      return;
    case 'setWeight':
      status.paused = true;
      commands.weight = input.weight;
      return;
    case 'abort':
      if (input.supersedes && status.keptUntil !== undefined) {
        commands.promotion = 'all';
        return;
      }
      commands.abort ??= record;
      commands.forced ||= input.force === true;
      return;
  }
}

/**
 * A command is what is signed of it, where the policy names keys; else what it says itself, which is a claim. An abort is obeyed as a claim
 * also where its proof does not hold: nobody may be kept from it by a key.
 */
function receivedAs(name: CommandName, given: unknown, { signingKeys, firstRunId }: RolloutStatus): Received {
  const claim = commandFields(given);
  if (claim.proof === undefined || signingKeys === undefined) return { input: claim };
  const checked = checkProof(claim.proof, {
    rollout: workflowInfo().workflowId,
    run: firstRunId,
    command: name,
    keys: signingKeys,
  });
  if (!checked.ok) return name === 'abort' ? { input: claim } : { input: claim, unproven: checked.reason };
  const { input, from } = checked.signed;
  const proven = { ...commandFields(input), isVerified: true };
  return { input: proven, verified: { from: `${from}`.slice(0, MAX_TEXT), groups: proven.groups ?? [] } };
}

/** A command is repeated soon or never. */
const KEPT_IDS = 200;
