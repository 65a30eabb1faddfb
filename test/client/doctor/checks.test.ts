import { clockCheck } from '../../../client/doctor/aws-checks.ts';
import { checksText, fine, warn } from '../../../client/doctor/check.ts';
import { usageCheck } from '../../../client/doctor/quota-check.ts';
import { pollersCheck, type Poller } from '../../../client/doctor/pollers-check.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const poller = (identity: string, seconds = 10, buildId?: string): Poller => ({
  identity,
  seen: ago(seconds),
  buildId,
});

it.each([
  ['nobody', [], 'fail', '0 workers; 3 rollouts under way'],
  ['somebody who has stopped', [poller('a', 200)], 'fail', '0 workers; 3 rollouts under way'],
  ['one, by two kinds of polls', [poller('a'), poller('a')], 'warn', '1 worker; 3 rollouts under way'],
  ['two', [poller('a'), poller('b')], 'ok', '2 workers; 3 rollouts under way'],
  [
    'two of different builds',
    [poller('a', 1, '0.3'), poller('b', 1, '0.4')],
    'ok',
    '2 workers of build 0.3 and 0.4; 3 rollouts under way',
  ],
])('tells whether a task queue is served, by %s', (_whom, pollers, outcome, message) => {
  expect(pollersCheck('serin', 3, pollers, NOW)).toMatchObject({ outcome, message });
});

it.each([
  [0, 'ok', "as AWS's"],
  [-10, 'ok', "10 s behind AWS's"],
  [60, 'warn', "60 s ahead of AWS's"],
  [-301, 'fail', "301 s behind AWS's, so AWS rejects requests signed here"],
])("judges a clock that is %d s off AWS's", (off, outcome, message) => {
  expect(clockCheck(NOW, ago(-off))).toMatchObject({ outcome, message });
});

it.each([
  [1799, 'ok'],
  [1800, 'warn'],
  [2000, 'fail'],
])('judges a quota of 2000 of which %d are used', (used, outcome) => {
  const message = `${used} of 2000 CloudFormation stacks`;
  expect(usageCheck({ what: 'CloudFormation stacks', used, limit: 2000 })).toMatchObject({
    outcome,
    message,
  });
});

it('is a line a check, with what to do', () => {
  expect(checksText([fine('aws', 'reached'), warn('clock', '60 s ahead', 'synchronize it with NTP')])).toBe(
    'ok    aws    reached\nwarn  clock  60 s ahead: synchronize it with NTP',
  );
});
