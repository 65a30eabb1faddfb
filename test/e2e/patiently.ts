import { eventually } from '../infra/local/eventually.ts';

/** Ten times a second: a question about a rollout is answered by its worker, one about AWS out of the whole journal. */
const POLL_MILLIS = 100;

/** Resolves with the first truthy answer of a cloud that serves others meanwhile; the test's own time limit is the only one. */
export const patiently: typeof eventually = (question) => eventually(question, POLL_MILLIS);
