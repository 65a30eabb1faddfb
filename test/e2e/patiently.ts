import { eventually } from '../infra/local/eventually.ts';

/** Three times a second: a question about a rollout is answered by its worker, one about AWS out of the whole journal. */
const POLL_MILLIS = 300;

/** Resolves with the first truthy answer of a cloud that serves others meanwhile; the test's own time limit is the only one. */
export const patiently: typeof eventually = (question) => eventually(question, POLL_MILLIS);
