import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { arnOf, type Place } from './place.ts';
import type { Statement } from './statement.ts';

/** Telling the channels that AWS has. */
export const notificationStatements = ({ notifications = [] }: RolloutPlan, place: Place): Statement[] =>
  notifications.flatMap(({ kind, eventBus, topic }): Statement[] => {
    if (kind === 'eventBridge' && eventBus !== undefined)
      return [{ sid: 'EventBus', actions: ['events:PutEvents'], resources: [busArn(eventBus, place)] }];
    if (kind === 'sns' && topic !== undefined)
      return [{ sid: 'Topic', actions: ['sns:Publish'], resources: [topic] }];
    return [];
  });

const busArn = (bus: string, place: Place): string =>
  bus.startsWith('arn:') ? bus : arnOf(place, 'events', `event-bus/${bus}`);
