/** Names of errors that no repetition heals. Activities only name their failures; what ends an attempt is decided by the workflow. */
export const INCURABLE: readonly string[] = [
  'InvalidPlan',
  'RouterGone',
  'VersionFailed',
  'InsufficientCapabilitiesException',
  'AccessDenied',
  'AccessDeniedException',
  'UnrecognizedClientException',
  'ValidationError',
  'ValidationException',
  'BadRequestException',
  'ForbiddenException',
  'TooManyTagsException',
];
