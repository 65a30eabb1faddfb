import type { WorkflowExecutionInfo } from '@temporalio/client';
import { listRow, listText } from '../../../client/render/list-text.ts';
import { listedOf, type FoundRollout } from '../../../client/rollouts/find.ts';
import { rolloutStatus, verdictRecord } from '../../fakes/rollout-status.ts';

const NOW = new Date('2026-03-01T12:05:00Z');

const info = (execution: string, searchAttributes = {}) =>
  ({
    workflowId: 'canary/shop/cart',
    runId: 'run-1',
    taskQueue: 'eu',
    status: { name: execution },
    startTime: new Date('2026-03-01T12:00:00Z'),
    searchAttributes,
  }) as unknown as WorkflowExecutionInfo;

const found = (info: WorkflowExecutionInfo): FoundRollout => ({
  info,
  listed: listedOf(info),
  view: undefined,
});

const ATTRIBUTES = { SerinVersion: ['v2'], SerinPhase: ['rolledBack'] };

it('tells by what Temporal has listed what became of a rollout whose task queue has no worker', () => {
  const row = listRow(found(info('FAILED', ATTRIBUTES)), NOW);
  expect(row).toMatchObject({ version: 'v2', phase: 'rolledBack', running: false, answered: false });
  expect(listText([row])).toBe('canary/shop/cart        5 min ago  v2 rolled back');
});

it('says of one that runs there that no worker answers', () => {
  const row = listRow(found(info('RUNNING', { ...ATTRIBUTES, SerinPhase: ['baking'] })), NOW);
  expect(listText([row])).toMatch(/v2 baking \(no worker answers on eu\)$/);
});

it('says no more than Temporal knows where nothing is listed', () => {
  const row = listRow(found(info('COMPLETED')), NOW);
  expect(row).toMatchObject({ environment: 'shop', service: 'cart', version: undefined, phase: undefined });
  expect(listText([row])).toMatch(/ago {2}completed$/);
});

it('is data, so that a script need not read sentences', () => {
  const view = { id: '', runId: '', running: true, status: rolloutStatus({ paused: true }), attempts: [] };
  expect(listRow({ ...found(info('RUNNING', ATTRIBUTES)), view }, NOW)).toMatchObject({
    environment: 'shop',
    service: 'cart',
    version: 'v2',
    phase: 'baking',
    step: 2,
    weight: 25,
    paused: true,
    waitsForPerson: true,
    answered: true,
  });
});

it.each([
  ['bakes', {}, false],
  ['is paused', { paused: true }, true],
  ['is held', { held: true }, true],
  ['is at a gate', { verdicts: [verdictRecord('gate')] }, true],
  ['is at a gate that somebody has opened', { verdicts: [verdictRecord('gate')], approved: true }, false],
])('tells of a rollout that %s whether a person has to decide', (_what, changes, waits) => {
  const view = { id: '', runId: '', running: true, status: rolloutStatus(changes), attempts: [] };
  expect(listRow({ ...found(info('RUNNING')), view }, NOW).waitsForPerson).toBe(waits);
});

it('says so where there is none', () => {
  expect(listText([])).toBe('no rollouts');
});
