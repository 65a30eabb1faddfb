import { script, ShellCompDirective } from '@bomb.sh/tab';
import tab from '@bomb.sh/tab/commander';
import { Argument, type Command } from 'commander';
import { rolloutOwner } from '../../workflows/messages.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { queryOf } from '../rollouts/find.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export const completion = (command: Command): Command =>
  command
    .addArgument(new Argument('<shell>', 'shell to complete in').choices(SHELLS))
    .addHelpText(
      'after',
      `
Completes commands, options and their values, and the names of running rollouts.

Examples:
  source <(serin completion bash)                                      # in ~/.bashrc
  source <(serin completion zsh)                                       # in ~/.zshrc
  serin completion fish > ~/.config/fish/completions/serin.fish
`,
    )
    .action((shell: string) => {
      script(shell, 'serin', 'serin');
      if (shell === 'bash') console.log(BASH_ALONE);
    });

/** What the script takes from the package bash-completion, where that is not there, and names of files by bash itself. */
const BASH_ALONE = `
if ! declare -F _get_comp_words_by_ref > /dev/null; then
    _get_comp_words_by_ref() {
        words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD
        cur=\${words[cword]} prev=\${words[cword - 1]}
    }
fi
complete -o default -F __serin_complete serin`;

/**
 * Answers a shell's script: prints what may follow the words that were typed, the last of which may be unfinished.
 *
 * @param words without `serin` itself
 */
export async function complete(program: Command, words: readonly string[]): Promise<void> {
  const [name = ''] = words;
  const command = program.commands.find((each) => each.name() === name);
  const option = command?.options.find(({ short, long }) => [short, long].includes(words.at(-2)));
  // Its directive for what the shell completes by itself: names of files.
  if (option?.flags.includes('<file>'))
    return console.log(`:${ShellCompDirective.ShellCompDirectiveDefault}`);
  const root = tab(program);
  const [first] = root.commands.get(name)?.arguments.values() ?? [];
  if (first?.name === 'rollout') {
    const rollouts = await rolloutsUnderWay().catch(() => []);
    first.handler = (offer) => rollouts.forEach((rollout) => offer(rollout, ''));
  }
  root.parse([...words]);
}

/** A shell waits for this, so that it gives up soon. */
const ANSWER_MS = 2000;
const OFFERED = 100;

const rolloutsUnderWay = (): Promise<string[]> =>
  withTemporal(({ client }) =>
    client.connection.withDeadline(Date.now() + ANSWER_MS, async () => {
      const names: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query: queryOf({ running: true }) })) {
        const owner = rolloutOwner(workflowId);
        if (owner) names.push(`${owner.environment}/${owner.service}`);
        if (names.length >= OFFERED) break;
      }
      return names;
    }),
  );
