/** A deployment file in the seed's form, right in every field, with what a test wants different. */
export const deployJson = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  EnvironmentName: 'shop',
  MicroserviceName: 'cart',
  Protocol: 'http',
  Port: 4567,
  Namespace: 'shop.local',
  PercentageStep: 33,
  WaitTime: 60,
  FailureThresholdValue: 1,
  FailureThresholdTime: 600,
  // A local cloud's pace, so that hardly any time is spent on waiting for a period.
  MetricPeriod: 1,
  Sha: 'v2',
  ContainerImage: 'shop:2026-01-02.v2',
  CanaryTemplate: Buffer.from(
    'Resources:\n  Nothing:\n    Type: AWS::CloudFormation::WaitConditionHandle\n',
  ).toString('base64'),
  ...changes,
});
