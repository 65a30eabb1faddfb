import { printable } from '../../activities/printable.ts';

/** Prints to standard output what may have words of others in it, harmless to a terminal. */
export const print = (text: string): void => console.log(printable(text));
