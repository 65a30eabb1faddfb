import { placeIn } from '../../activities/permissions/place.ts';
import { rolloutStatements } from '../../activities/permissions/rollout.ts';
import { policyDocument } from '../../activities/permissions/statement.ts';
import { readDeploymentFile } from '../../client/deployment-files.ts';
import { WORKER_KEY } from '../../infra/local/up/cloud.ts';
import { heldAgainst } from '../activities/permissions/evaluator.ts';
import type { JournalEntry } from '../infra/local/aws/server.ts';

/** One call as the AWS API noted it; `time` is ISO. */
export interface Call extends JournalEntry {
  readonly time: string;
}

/** What goes wrong with calls of one kind, as the AWS API's controls take it. */
export interface Fault {
  readonly service: string;
  readonly action: string;
  readonly match?: string;
  /** A call that the caller has made before the fault is in force. */
  readonly since?: string;
  readonly error?: string;
  readonly message?: string;
  readonly status?: number;
  /** -1 means always. */
  readonly times?: number;
  readonly delay_ms?: number;
  readonly after?: boolean;
  /** The call is answered at once, and has its effect so much later. */
  readonly late_ms?: number;
}

/** A successful change of the route: its targets in the order in which they were written, as «v1 67, v2 33». */
export interface RouteWrite {
  readonly action: string;
  readonly split: string;
  readonly at: Date;
}

const WRITES = ['CreateRoute', 'UpdateRoute', 'DeleteRoute'];

export const routeWrites = (calls: readonly Call[], service: string): RouteWrite[] =>
  calls
    .filter(({ action, status }) => WRITES.includes(action) && status < 400)
    .map(({ action, parameters, time }) => ({
      action,
      split: Object.entries((parameters['weights'] ?? {}) as Record<string, number>)
        .map(([node, weight]) => `${node.replace(`${service}-`, '')} ${weight}`)
        .join(', '),
      at: new Date(time),
    }));

/** How the worker of a lab kept to what `serin iam` tells of a deployment file: what went beyond, and what was never needed. */
export function againstPolicy(file: string, calls: readonly Call[]) {
  const { plan } = readDeploymentFile(file);
  return heldAgainst(policyDocument(rolloutStatements(plan, LAB)), calls, WORKER_KEY);
}

const LAB = placeIn('us-west-2', '123456789012');
