import { z } from 'zod';

const port = z.int().min(1).max(65535);

const envoyMetadata = z.object({
  /** Where callers reach the task, in place of its application's ports. */
  ingress_port: port.optional(),
  /** Where the task's application reaches its http backends, by Host. */
  egress_port: port.optional(),
  admin_port: port.optional(),
  /** Host port of the application by container port. */
  app_ports: z.record(z.string(), port).default({}),
  /** The virtual service that answers for every Host no backend has. */
  default_backend: z.string().optional(),
  /** Where the task's application reaches its tcp backends, by virtual service. */
  backend_ports: z.record(z.string(), port).default({}),
  /** Whether egress responses name the cluster that answered, in `x-serin-upstream`. */
  mark_upstream: z.boolean().default(false),
});

/** What an Envoy is told at its start, and tells the mesh: the ports it may use on this machine. */
export type EnvoyMetadata = z.input<typeof envoyMetadata>;

/** An Envoy as the mesh knows it: the virtual node it stands for, and its settings. */
export interface EnvoyNode {
  readonly id: string;
  readonly mesh: string;
  readonly virtualNode: string;
  readonly metadata: Readonly<z.output<typeof envoyMetadata>>;
}

/** Reads `mesh/<mesh>/virtualNode/<node>/<task id>` and its metadata; throws an Error that names what is wrong. */
export function parseEnvoyNode(id: string, metadata: unknown): EnvoyNode {
  const [kind, mesh, type, virtualNode, task] = id.split('/');
  if (kind !== 'mesh' || type !== 'virtualNode' || !mesh || !virtualNode || !task) {
    throw new Error(`node id «${id}» must be mesh/<mesh>/virtualNode/<node>/<task id>`);
  }
  const parsed = envoyMetadata.safeParse(metadata ?? {});
  if (!parsed.success) throw new Error(`metadata of ${id}: ${z.prettifyError(parsed.error)}`);
  return { id, mesh, virtualNode, metadata: parsed.data };
}
