import { modelTable } from './table.ts';

/** Prints the table of the page on scale, which a test holds against it. */
console.log(modelTable());
