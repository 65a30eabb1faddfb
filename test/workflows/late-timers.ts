import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** What a busy server is late by; the one that skips time is punctual. */
export const LATE_SECONDS = 4;

/** Bundled with the workflows, lets every timer of theirs fire late. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      startTimer: (input, next) => next({ ...input, durationMs: input.durationMs + LATE_SECONDS * 1000 }),
    },
  ],
});
