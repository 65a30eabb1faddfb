/** An AWS client, as far as it lets something stand around every attempt of its calls, repetitions by the SDK included. */
export interface Attempting {
  readonly middlewareStack: {
    add(
      middleware: <Args, Reply>(
        next: (args: Args) => Promise<Reply>,
        context: { readonly clientName?: string; readonly commandName?: string },
      ) => (args: Args) => Promise<Reply>,
      options: { readonly step: 'finalizeRequest'; readonly name: string; readonly priority: 'low' },
    ): void;
  };
}
