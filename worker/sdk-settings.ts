/**
 * Adaptive: the client slows down by itself when AWS throttles it. Region, credentials and endpoint come from the SDK's own chain.
 * A call that hangs is asked again while there is time for it in the same attempt of an activity, which has 10 s or more.
 */
export const SDK_SETTINGS = {
  retryMode: 'adaptive',
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 6000, throwOnRequestTimeout: true },
} as const;
