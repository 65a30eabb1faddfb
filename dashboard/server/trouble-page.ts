import { Trouble, type TroubleKind } from '../../client/trouble.ts';

/** How an error is told: by its own words where they are meant for people. */
export interface Told {
  readonly code: number;
  readonly model: { readonly at: string; readonly title: string; readonly what: string };
  /** Whether somebody has to look into it. */
  readonly isFault: boolean;
}

export function troubleOf(error: unknown, now: Date): Told {
  const at = now.toISOString();
  if (error instanceof Trouble)
    return {
      code: CODES[error.kind],
      model: { at, title: TITLES[error.kind], what: error.message },
      isFault: false,
    };
  const { statusCode = 500 } = error as { readonly statusCode?: number };
  if (statusCode < 500)
    return {
      code: statusCode,
      model: { at, title: 'Not understood', what: 'This address is not one of a page.' },
      isFault: false,
    };
  return {
    code: 500,
    model: {
      at,
      title: 'Something is wrong',
      what: "The page could not be made; the server's log says why.",
    },
    isFault: true,
  };
}

const CODES: Readonly<Record<TroubleKind, number>> = {
  badInput: 400,
  noRollout: 404,
  refused: 409,
  noWorker: 503,
  cannotGoOn: 503,
  timeout: 504,
  unreachable: 502,
};

const TITLES: Readonly<Record<TroubleKind, string>> = {
  badInput: 'Not understood',
  noRollout: 'No such rollout',
  refused: 'Refused',
  noWorker: 'No worker answers',
  cannotGoOn: 'Workers cannot go on',
  timeout: 'No answer in time',
  unreachable: 'Not reachable',
};
