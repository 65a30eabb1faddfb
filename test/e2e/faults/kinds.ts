import type { Fault } from '../journal.ts';

/** What can become of a call. */
export const KINDS = ['throttled', '5xx', 'time-out', 'lost reply', 'access denied', 'not found'] as const;
/** A call that has its effect and its answer late: within the time that the worker's AWS clients wait, or after it. */
export const SLOW_KINDS = ['slow by 3 s', 'slow by 8 s'] as const;
/** A write that is answered at once, and carried out long after it; one that makes something is answered by a failure then. */
export const LATE_KINDS = ['late by 30 s'] as const;
export type Kind = (typeof KINDS)[number] | (typeof SLOW_KINDS)[number] | (typeof LATE_KINDS)[number];

/** A call of the AWS API, by the service's signing name. */
export interface ApiCall {
  readonly service: string;
  readonly action: string;
}

/** More often than the SDK repeats a call by itself, so that Temporal's retries are seen, too. */
const OFTEN = 5;

/** Longer than the worker's AWS clients wait for an answer. */
const NEVER_MILLIS = 8000;

/** How late a late write is carried out. */
export const LATE_MILLIS = 30_000;

/** Faults of these kinds last until they are lifted: no repetition heals them. */
export const isLasting = (kind: Kind): boolean => kind === 'access denied' || kind === 'not found';

export const isLate = (kind: Kind): boolean => (LATE_KINDS as readonly Kind[]).includes(kind);

/** The fault of a kind, in the words of the service that is called. */
export function faultOf(kind: Kind, { service, action }: ApiCall): Fault {
  const codes = { ...ANY, ...CODES[service], ...CODES_OF_ACTIONS[action] };
  switch (kind) {
    case 'throttled':
      return { service, action, ...codes.throttled, times: OFTEN };
    case '5xx':
      return { service, action, ...codes.failed, times: OFTEN };
    case 'time-out':
      return { service, action, ...codes.failed, delay_ms: NEVER_MILLIS };
    case 'slow by 3 s':
      return { service, action, delay_ms: 3000 };
    case 'slow by 8 s':
      return { service, action, delay_ms: 8000 };
    case 'late by 30 s':
      return { service, action, ...(makesSomething(action) && codes.failed), late_ms: LATE_MILLIS };
    case 'lost reply':
      return { service, action, after: true, times: 2 };
    case 'access denied':
      return { service, action, ...codes.denied, times: -1 };
    case 'not found':
      return { service, action, ...codes.notFound, times: -1 };
  }
}

/** Whoever makes something is told what it made, which nobody can know before. */
const makesSomething = (action: string): boolean => /^(Create|Register)/.test(action);

type Answer = Required<Pick<Fault, 'error' | 'status'>> & Pick<Fault, 'message'>;
type Codes = Readonly<Record<'throttled' | 'failed' | 'denied' | 'notFound', Answer>>;

const ANY: Codes = {
  throttled: { error: 'ThrottlingException', status: 400 },
  failed: { error: 'InternalFailure', status: 500 },
  denied: { error: 'AccessDeniedException', status: 400 },
  notFound: { error: 'ResourceNotFoundException', status: 404 },
};

const CODES: Readonly<Record<string, Partial<Codes>>> = {
  appmesh: {
    throttled: { error: 'TooManyRequestsException', status: 429 },
    failed: { error: 'ServiceUnavailableException', status: 503 },
    denied: { error: 'ForbiddenException', status: 403 },
    notFound: { error: 'NotFoundException', status: 404 },
  },
  cloudformation: {
    throttled: { error: 'Throttling', status: 400 },
    failed: { error: 'ServiceUnavailable', status: 503 },
    denied: { error: 'AccessDenied', status: 403 },
    notFound: { error: 'ValidationError', status: 400, message: 'Stack with id some does not exist' },
  },
  ecs: {
    failed: { error: 'ServerException', status: 500 },
    notFound: { error: 'ClusterNotFoundException', status: 400 },
  },
  elasticloadbalancing: {
    throttled: { error: 'Throttling', status: 400 },
    failed: { error: 'ServiceUnavailable', status: 503 },
    denied: { error: 'AccessDenied', status: 403 },
    notFound: { error: 'TargetGroupNotFound', status: 400 },
  },
  monitoring: {
    throttled: { error: 'Throttling', status: 400 },
    failed: { error: 'InternalServiceFault', status: 500 },
    denied: { error: 'AccessDenied', status: 403 },
  },
  ssm: {
    failed: { error: 'InternalServerError', status: 500 },
    notFound: { error: 'ParameterNotFound', status: 400 },
  },
};

const RULE_IS_GONE: Partial<Codes> = { notFound: { error: 'RuleNotFound', status: 400 } };

const CODES_OF_ACTIONS: Readonly<Record<string, Partial<Codes>>> = {
  DescribeRules: RULE_IS_GONE,
  ModifyRule: RULE_IS_GONE,
};
