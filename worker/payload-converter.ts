/** Read by its path and this name, from beside the worker, where its build puts it. */
export { payloadConverter } from '../workflows/payload-converter.ts';
