import type { Cannot, CommandName } from './command-name.ts';
import type { Phase } from './status.ts';
import { approvers, mayOpen, type Step } from './steps.ts';

/** Who asks, and why. Repeating an `id` changes nothing. */
export interface CommandInput {
  readonly by?: string;
  /** Groups that `by` acts for, where a gate asks for one. */
  readonly groups?: readonly string[];
  readonly reason?: string;
  readonly id?: string;
  /** The step (counted from 1) that the operator believes to be under way; another one refuses the command. */
  readonly expectedStep?: number;
  /** For promote: only end the present bake, instead of going to 100 % and committing. */
  readonly step?: boolean;
  /** For abort: give stable its traffic back even where it has no healthy task. */
  readonly force?: boolean;
  /** For abort: a newer version waits for its turn, which a version that only keeps the old one gives way to by its commit. */
  readonly supersedes?: boolean;
  /** For setWeight: percent of traffic, 0 to 100. */
  readonly weight?: number;
  /** For pause: hold even when a check fails, instead of rolling back. */
  readonly holdVerdict?: boolean;
  /** The whole command once more, signed: where it can be checked, it alone counts (`signed-command.ts`). */
  readonly proof?: string;
}

/** A command as it counts. */
export interface CountedCommand extends CommandInput {
  /** Whether a signature proves who asks; no message says so of itself. */
  readonly isVerified?: boolean;
}

/** Where a rollout is, as far as it decides what can be asked of it. */
export interface CommandState {
  readonly phase: Phase;
  readonly paused: boolean;
  /** Whether it waits for a person, paused or because nothing could be proven. */
  readonly held: boolean;
  /** Whether the pause holds a failed check, too. */
  readonly verdictHeld: boolean;
  /** Whether an abort leads back though it commits. */
  readonly revocable?: boolean;
  readonly stepNumber: number | undefined;
  readonly firstDeployment: boolean;
  readonly cannot: Cannot;
  /** The step under way, and those after it; their gates are still closed, but for one that is `approved`. */
  readonly ahead: readonly Step[];
  readonly approved: boolean;
  /** Who alone may command it, where the worker's policy names them. */
  readonly commanders?: readonly string[];
}

/** Why a command cannot be followed in a state, as a sentence; undefined when it can. */
export function refusalOf(name: CommandName, input: CountedCommand, state: CommandState): string | undefined {
  return (
    mayNotCommand(input, state) ??
    tooLate(state) ??
    state.cannot[name] ??
    misplaced(input, state) ??
    (state.phase === 'rollingBack' ? unanswering(name, input) : undefined) ??
    (state.phase === 'committing' ? unsettling(name, input, state) : undefined) ??
    pointless(name, input, state)
  );
}

/** Why somebody may not command a rollout at all, as a sentence. */
export function mayNotCommand(
  { by = 'unknown' }: CommandInput,
  { commanders }: { readonly commanders?: readonly string[] | undefined },
): string | undefined {
  return commanders === undefined || commanders.includes(by)
    ? undefined
    : `${by} may not command it: the worker's policy lets ${commanders.join(', ')}`;
}

function tooLate({ phase, held, revocable }: CommandState): string | undefined {
  switch (phase) {
    case 'starting':
    case 'deploying':
    case 'baking':
      return undefined;
    case 'committing':
      return revocable ? undefined : 'it is too late: the new version is being made the stable one';
    case 'rollingBack':
      return held ? undefined : 'it is already rolling back';
    case 'promoted':
    case 'rolledBack':
    case 'aborted':
    case 'refused':
    case 'reconciled':
      return 'it has ended';
  }
}

/** On its way back it is held only where stable cannot serve, and that is what a person has to answer. */
function unanswering(name: CommandName, { step, force }: CommandInput): string | undefined {
  if ((name === 'promote' && !step) || (name === 'abort' && force)) return undefined;
  return 'stable has no healthy task: promote, or abort with force, which gives it all traffic anyway';
}

/** While the service gets its new task definition it can be stopped; where that has failed, it can be tried again as well. */
function unsettling(
  name: CommandName,
  { step }: CommandInput,
  { held, paused }: CommandState,
): string | undefined {
  if (name === 'resume' && paused) return undefined;
  if (name === 'abort' || (held && name === 'promote' && !step)) return undefined;
  return held
    ? 'the service does not run the new version: promote tries it again, abort goes back'
    : 'the service is getting the new version: abort alone stops that';
}

/** A double click must not do twice what was meant once. */
function misplaced({ expectedStep }: CommandInput, { stepNumber }: CommandState): string | undefined {
  if (expectedStep === undefined || expectedStep === stepNumber) return undefined;
  return stepNumber === undefined
    ? 'no step has started yet'
    : `step ${stepNumber} is under way, not step ${expectedStep}`;
}

function pointless(name: CommandName, input: CountedCommand, state: CommandState): string | undefined {
  switch (name) {
    case 'abort':
      return undefined;
    case 'promote':
      if (state.phase === 'starting') return 'its plan is not checked yet';
      return locked(input, state, input.step === true ? state.ahead.slice(0, 1) : state.ahead);
    case 'pause':
      return pausedAlready(input, state);
    case 'resume':
      return state.paused || state.held ? undefined : 'it is neither paused nor held';
    case 'setWeight':
      return unweighable(input.weight, state) ?? locked(input, state, below(input.weight, state));
    case 'approve':
      return unapprovable(input, state);
  }
}

const pausedAlready = ({ holdVerdict = false }: CommandInput, { paused, verdictHeld }: CommandState) =>
  paused && verdictHeld === holdVerdict ? 'it is already paused' : undefined;

function unweighable(
  weight: number | undefined,
  { firstDeployment, phase }: CommandState,
): string | undefined {
  if (weight === undefined || !Number.isInteger(weight) || weight < 0 || weight > 100) {
    return `${weight ?? 'nothing'} is not a weight: use a whole number from 0 to 100`;
  }
  if (firstDeployment) return 'there is no stable version to share the traffic with';
  return phase === 'baking' ? undefined : 'the new version gets no traffic yet';
}

function unapprovable(input: CountedCommand, state: CommandState): string | undefined {
  const [present] = state.ahead;
  if (state.stepNumber === undefined || present === undefined) return 'no step has started yet';
  if (present.gate === undefined) return `step ${state.stepNumber} asks for no approval`;
  if (state.approved) return `step ${state.stepNumber} is already approved`;
  return locked(input, state, [present]);
}

/** Whoever goes past gates has to be one who may open each of them. */
function locked(
  person: CountedCommand,
  { ahead, approved }: CommandState,
  passed: readonly Step[],
): string | undefined {
  for (const step of passed) {
    const isOpen = approved && step === ahead[0];
    if (step.gate && !isOpen && !mayOpen(step.gate, person))
      return `${step.weight} % has to be approved by ${approvers(step.gate)}`;
  }
  return undefined;
}

/** The steps that a jump to a weight leaves behind. */
const below = (weight: number | undefined, { ahead }: CommandState): readonly Step[] =>
  ahead.filter((step) => weight !== undefined && step.weight < weight);
