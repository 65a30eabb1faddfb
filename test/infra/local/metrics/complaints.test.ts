import { createComplaints } from '../../../../infra/local/metrics/complaints.ts';

it('says once that something fails, and once that it works again', async () => {
  const lines: string[] = [];
  const attempt = createComplaints((line) => lines.push(line));
  const fail = () => attempt('PutMetricData', async () => Promise.reject(new Error('no connection')));
  const work = () => attempt('PutMetricData', async () => undefined);
  await work();
  await fail();
  await fail();
  await work();
  await work();
  expect(lines).toEqual(['PutMetricData fails: no connection', 'PutMetricData works again']);
});
