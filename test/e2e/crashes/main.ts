import { runTable } from '../lanes/run-table.ts';
import { crash, type Crash, type CrashResult } from './crash.ts';
import { discoverCrashes } from './discover.ts';
import { toMarkdown } from './table.ts';

await runTable<Crash, CrashResult>({
  cells: { crash: discoverCrashes },
  nameOf: ({ story, activity, moment }) => `${story} ${activity} ${moment}`,
  run: crash,
  isWrong: ({ wrongs }) => wrongs.length > 0,
  toMarkdown,
  document: 'crashes.md',
});
