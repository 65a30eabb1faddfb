import type { AwsServer } from './server.ts';

/** How the local AWS may answer, as knobs: AWS itself promises no more than the latter. */
export const ANSWERS = [
  ['that answers with what was written', {}],
  ['whose reads lag, and whose lists come by pages of two', { eventual_ms: 300, page_size: 2 }],
] as const;

/** Reads what is true, however late the server's reads are otherwise. */
export async function truly<Answer>(
  aws: AwsServer,
  answers: object,
  read: () => Promise<Answer>,
): Promise<Answer> {
  await aws.knobs({ eventual_ms: 0 });
  try {
    return await read();
  } finally {
    await aws.knobs(answers);
  }
}
