/** A deployment file in Serin's own form, right in every field, with what a test wants different. */
export const rolloutYaml = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  environment: 'shop',
  service: 'cart',
  version: { id: 'v2', image: 'shop:2026-01-02.v2' },
  router: { kind: 'appMesh', protocol: 'http' },
  provisioner: { kind: 'cloudFormation', template: Buffer.from('Resources: {}').toString('base64') },
  metrics: { kind: 'containerInsights', port: 4567, periodSeconds: 1 },
  judge: { kind: 'errorCount' },
  steps: [{ weight: 33, bakeSeconds: 60 }],
  finalBakeSeconds: 60,
  ...changes,
});

const RULE = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/0/1/2';

/** The same for a service behind a load balancer that stays, beside which its versions are tried. */
export const inPlace = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  rolloutYaml({
    router: { kind: 'alb', rule: { arn: RULE } },
    provisioner: { kind: 'ecs' },
    metrics: { kind: 'loadBalancer' },
    steps: [{ weight: 50, bakeSeconds: 180 }],
    finalBakeSeconds: 180,
    ...changes,
  });
