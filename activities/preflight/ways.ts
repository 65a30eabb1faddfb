import { nativeRefusals } from '../drivers/ecs-native/service.ts';
import type { Original } from '../provisioners/ecs-copy/original.ts';
import { refusalsOf } from '../provisioners/ecs-copy/service.ts';
import { ok, type Finding } from './finding.ts';

/** A way in which versions of an ECS service may follow each other. */
export type Way = 'inPlace' | 'swap' | 'ecsNative';

/**
 * Which ways a service can go, and what each changes of its owner's things, a line each. What keeps it from a way that its file does not ask
 * for is nothing wrong.
 *
 * @param asked the way that the file asks for
 */
export function waysFindings(original: Original, asked: Way): Finding[] {
  const { service } = original;
  const { serviceName: name = '' } = service;
  return WAYS.flatMap(({ way, title, changes, refusals }) => {
    const path = `(${title})`;
    const against = refusals(original);
    const whose = way === asked ? 'the file asks for this way' : `another way, by ${HOW[way]}`;
    if (against.length > 0) return [ok(path, `${whose}; not possible now: ${against.join('; ')}`)];
    return [ok(path, whose), ...changes(name).map((change) => ok(path, change))];
  });
}

const HOW: Readonly<Record<Way, string>> = {
  inPlace: 'provisioner.replace: inPlace',
  swap: 'provisioner.replace: swap',
  ecsNative: 'driver.kind: ecsNative',
};

interface Described {
  readonly way: Way;
  readonly title: string;
  readonly refusals: (original: Original) => readonly string[];
  readonly changes: (service: string) => readonly string[];
}

const WAYS: readonly Described[] = [
  {
    way: 'inPlace',
    title: 'in place',
    refusals: refusalsOf,
    changes: (service) => [
      `ECS service ${service}: its task definition, by a rolling deployment, and the old one back; it keeps its name, and nothing else of it changes`,
      "the rule's weights: while a rollout runs; 100 and 0 before and after it",
      'the target group at weight 0: has the canary in it and the tag serin:version, while a rollout runs',
      `the scalable target of ${service}, where it has one: its scale-in is suspended while a rollout runs`,
      `comes and goes: ECS service ${service}-<version>; stays: a revision of the task definition for each version`,
    ],
  },
  {
    way: 'swap',
    title: 'swap',
    refusals: refusalsOf,
    changes: (service) => [
      `ECS service ${service}: is removed after the first promotion; the service of each version has a name of its own`,
      "the rule's weights: the two target groups change their roles with each promotion",
      'both target groups: the tag serin:version, which says whose turn it is',
      `the scalable target of ${service}, its policies and their alarms, where it has some: made anew for the service of each version`,
      'stays: a revision of the task definition for each version',
    ],
  },
  {
    way: 'ecsNative',
    title: "ECS's own",
    refusals: ({ service }) =>
      nativeRefusals(service).map((refusal) => `ECS service ${service.serviceName} ${refusal}`),
    changes: (service) => [
      `ECS service ${service}: its task definition; its deployment configuration while a rollout runs, which is put back`,
      "the production listener rule's weights: by ECS, whose target groups change their roles with each promotion",
      'stays: a revision of the task definition for each version',
    ],
  },
];
