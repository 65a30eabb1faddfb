import type { LoadBalancing, TargetGroup } from './load-balancing.ts';

/**
 * Target groups of which one is a service's own for good: whichever version it runs, the group stands for the service, by its name.
 *
 * @param readGroup finds its ARN; undefined where the service is not there
 */
export function atHome(
  balancing: LoadBalancing,
  service: string,
  readGroup: () => Promise<string | undefined>,
): LoadBalancing {
  const named = (groups: readonly TargetGroup[], home: string | undefined): TargetGroup[] =>
    groups.map((group) =>
      group.arn === home ? { ...group, version: service, belonging: 'owner', isHome: true } : group,
    );

  return {
    ...balancing,
    async look(known) {
      const [home, forwarding] = await Promise.all([readGroup(), balancing.look(known)]);
      return { ...forwarding, groups: named(forwarding.groups, home) };
    },
    async groups() {
      const [home, groups] = await Promise.all([readGroup(), balancing.groups()]);
      return named(groups, home);
    },
  };
}
