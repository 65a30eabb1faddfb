/**
 * Temporal notes for each promise of a workflow where it was made, and keeps that while it is pending: with the usual ten lines a third of
 * the memory of a rollout that waits, and of the time of its tasks. What failed is told by its first lines.
 */
Error.stackTraceLimit = 2;
