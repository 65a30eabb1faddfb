import type { AppMeshClient } from '@aws-sdk/client-app-mesh';
import type { SSMClient } from '@aws-sdk/client-ssm';

/** What a task needs to know of the machine that it runs on. */
export interface Host {
  readonly stateFolder: string;
  /** Where Envoys get their configuration, on 127.0.0.1. */
  readonly xdsPort: number;
  /** Where the mesh tells whether an endpoint is still in use, on 127.0.0.1. */
  readonly meshAdminPort: number;
  /** Where the load balancer tells the same of its targets; undefined where there is none. */
  readonly balancerAdminPort?: number;
  /** The collector that programs send their traces to, as a URL of OTLP/HTTP; undefined where there is none. */
  readonly tracesUrl?: string;
  /** Search path for the programs that images start. */
  readonly path: string;
  readonly appMesh: AppMeshClient;
  readonly ssm: SSMClient;
}
