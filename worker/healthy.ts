const answerMillis = 4000;

/** The health check of a container: `node worker/dist/healthy.js ADDRESS` exits with 0 when the worker there serves. */
const isHealthy = await fetch(`http://${process.argv[2]}`, {
  signal: AbortSignal.timeout(answerMillis),
}).then(
  ({ ok }) => ok,
  () => false,
);
process.exitCode = isHealthy ? 0 : 1;
