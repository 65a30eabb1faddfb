import { rmSync } from 'node:fs';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { viewRollout, type RolloutView } from '../../client/rollouts/view.ts';
import { encryption } from '../../encryption/data-converter.ts';
import type { Timeline } from '../../infra/local/traffic/timeline.ts';
import { startTraffic, type Traffic, type TrafficOptions } from '../../infra/local/traffic/traffic.ts';
import type { Cloud } from '../../infra/local/up/cloud.ts';
import { patiently } from './patiently.ts';
import { awsControls } from './aws-controls.ts';
import type { Call, Fault } from './journal.ts';
import { startProgram, type Program } from './program.ts';

/** What every lab offers, whatever splits its traffic. */
export interface Stage {
  readonly cloud: Cloud;
  /** The service's running or latest rollout, as Temporal has it. */
  readonly rollout: WorkflowHandle;
  /** The same as `serin status` sees it; undefined while Temporal or the worker does not answer. */
  view(): Promise<RolloutView | undefined>;
  /** Every call to the AWS API after the n-th. */
  callsSince(n: number): Promise<Call[]>;
  /** The number of the latest call. */
  latestCall(): Promise<number>;
  /** Replaces the faults in force. */
  setFaults(...faults: Fault[]): Promise<void>;
  /** Resolves with the first truthy answer; rejects when the lab has closed or a part of its cloud has died. */
  until: typeof patiently;
  close(): Promise<void>;
}

/** A stage, and the two ways to put something on it that ends with it. */
interface SetStage extends Stage {
  run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Program;
  send(options: Omit<TrafficOptions, 'requestsPerSecond'>): Traffic;
}

/** Opens a stage on a cloud that runs, for the rollouts of one workflow id; closing it stops the cloud and removes its folder. */
export async function openStage(cloud: Cloud, stateFolder: string, workflowId: string): Promise<SetStage> {
  const { awsEndpointUrl, temporalAddress: address } = cloud.endpoints;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, ...(await encryption(process.env)) });
  const rollout = client.workflow.getHandle(workflowId);
  const { setFaults, ...calls } = awsControls(awsEndpointUrl);
  const started: Program[] = [];
  const traffics: Traffic[] = [];
  // A test that is out of time leaves its questions behind; they must not be asked for ever.
  let over: string | undefined;
  void cloud.died.then((reason) => (over = reason));

  return {
    cloud,
    rollout,
    view: () => viewRollout(client, rollout).catch(() => undefined),
    ...calls,
    setFaults: (...faults) => setFaults(faults),
    until: (question) =>
      patiently(() => {
        if (over !== undefined) throw new Error(over);
        return question();
      }),
    run(command, args, env = {}) {
      const program = startProgram(command, args, { env: { ...process.env, ...cloud.env, ...env } });
      started.push(program);
      return program;
    },
    send(options) {
      const { stop, timeline } = startTraffic({ ...options, requestsPerSecond: 30 });
      let stopped: Promise<Timeline> | undefined;
      const traffic = { timeline, stop: () => (stopped ??= stop()) };
      traffics.push(traffic);
      return traffic;
    },
    async close() {
      over = 'the lab is closed';
      for (const program of started) program.kill();
      await Promise.all(started.map(({ exitCode }) => exitCode));
      await Promise.all(traffics.map((traffic) => traffic.stop()));
      await connection.close();
      await cloud.stop();
      rmSync(stateFolder, { recursive: true });
    },
  };
}
