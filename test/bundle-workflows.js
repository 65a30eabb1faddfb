import { workflowBundle } from '../worker/workflow-bundle.ts';

/** Bundles the workflows once, before many suites at once find that there is no bundle of them yet, and each makes one. */
export default async function bundleWorkflows() {
  await workflowBundle();
}
