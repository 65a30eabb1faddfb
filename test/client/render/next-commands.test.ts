import { nextCommands } from '../../../client/render/next-commands.ts';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';
import { rolloutStatus, verdictRecord } from '../../fakes/rollout-status.ts';

it.each<[string, Partial<RolloutStatus>, string[]]>([
  ['bakes', {}, ['serin pause shop/cart', 'serin promote shop/cart --step', 'serin abort shop/cart']],
  ['deploys', { phase: 'deploying' }, ['serin abort shop/cart']],
  [
    'waits at a gate',
    { verdicts: [verdictRecord('gate')] },
    ['serin approve shop/cart', 'serin abort shop/cart'],
  ],
  ['is held', { held: true }, ['serin resume shop/cart', 'serin promote shop/cart', 'serin abort shop/cart']],
  ['goes back', { phase: 'rollingBack' }, []],
  [
    'cannot go back, since stable cannot serve',
    { phase: 'rollingBack', held: true },
    ['serin promote shop/cart', 'serin abort shop/cart --force'],
  ],
  [
    'keeps the old version, having passed',
    { keptUntil: '2026-01-02T12:00:00.000Z' },
    ['serin undo shop/cart', 'serin promote shop/cart'],
  ],
  [
    'has ended',
    { phase: 'promoted', outcome: { kind: 'promoted', reason: 'v2 serves' } },
    ['serin history shop/cart'],
  ],
])('names what can be typed while a rollout %s', (_where, changes, commands) => {
  expect(nextCommands(rolloutStatus(changes))).toEqual(commands);
});
