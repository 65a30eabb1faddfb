/** Begins a chapter of the demo. */
export const say = (text: string): void => console.log(`\n── ${text}`);
