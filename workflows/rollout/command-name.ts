/** What an operator can ask of a rollout. */
export type CommandName = 'pause' | 'resume' | 'promote' | 'abort' | 'setWeight' | 'approve';

/** Commands that a driver cannot follow, each with the reason as a sentence. */
export type Cannot = Readonly<Partial<Record<CommandName, string>>>;
