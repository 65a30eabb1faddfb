import { parentPort } from 'node:worker_threads';

// A thread whose checks are as slow, or as greedy, as the file asks for; other files are refused, one by one.
let files = 0;
parentPort?.on('message', ({ slow, greedy }: { slow?: boolean; greedy?: boolean }) => {
  // Each letter doubles the time.
  if (slow) new RegExp('^(a|a)+$').test(`${'a'.repeat(60)}b`);
  for (const kept: object[] = []; greedy;) kept.push(new Array(1e5).fill(kept.length));
  parentPort?.postMessage({ ok: false, problems: [{ path: '(file)', message: `was file ${++files}` }] });
});
parentPort?.postMessage('ready');
