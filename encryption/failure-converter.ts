import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces of failures are payloads too, so that the codec sees them. Read by its path and this name. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
