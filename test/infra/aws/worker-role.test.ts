import { globSync, readFileSync } from 'node:fs';
import { parse, type Tags } from 'yaml';
import { OWNER_TAGS } from '../../../activities/ownership.ts';
import { placeIn } from '../../../activities/permissions/place.ts';
import { rolloutStatements } from '../../../activities/permissions/rollout.ts';
import {
  policyDocument,
  type PolicyDocument,
  type Statement,
} from '../../../activities/permissions/statement.ts';
import { settlePlan } from '../../../activities/plan/settle.ts';

const SERVICES = ['appserver', 'db', 'redisserver', 'ui'].map((part) => `yelb-${part}`);
const PLACE = placeIn('eu-west-1', '123456789012');
const VALUES: Readonly<Record<string, string>> = {
  EnvironmentName: 'lab',
  'AWS::Partition': PLACE.partition,
  'AWS::Region': PLACE.region,
  'AWS::AccountId': PLACE.account,
};
const EXPORTS = {
  'lab:ExecutionRole': 'arn:aws:iam::1:role/execution',
  'lab:TaskRole': 'arn:aws:iam::1:role/task',
};

/** A template's short forms, as far as the worker's role has them. */
const TAGS: Tags = [
  {
    tag: '!Sub',
    resolve: (text: string) => text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => VALUES[name] ?? '?'),
  },
  ...['!Ref', '!GetAtt', '!Equals'].map((tag) => ({
    tag,
    resolve: (text: string) => VALUES[text] ?? text,
  })),
  { tag: '!Equals', collection: 'seq' as const },
];

/** Statements by name, whose imports are values and whose lists are sorted. */
function statementsIn({ Statement }: PolicyDocument) {
  const imported = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'Fn::ImportValue' in value
      ? EXPORTS[value['Fn::ImportValue'] as keyof typeof EXPORTS]
      : value;
  return Object.fromEntries(
    Statement.map(({ Sid, Action, Resource, ...rest }) => [
      Sid,
      { ...rest, Action, Resource: [Resource].flat().map(imported).sort() },
    ]),
  );
}

/** Any service's tag will do, but there has to be one: stacks of the environment itself have none. */
function ofAnyService({ StringEquals: keys = {}, ...others }: NonNullable<Statement['condition']>) {
  const isService = ([key]: readonly [string, unknown]) => key.endsWith(OWNER_TAGS.service);
  const entries = Object.entries(keys);
  const [service] = entries.filter(isService);
  return {
    ...others,
    ...(entries.length > 0 && {
      StringEquals: Object.fromEntries(entries.filter((entry) => !isService(entry))),
    }),
    ...(service && { StringLike: { [service[0]]: ['?*'] } }),
  };
}

interface TrustPolicy {
  readonly Statement: readonly { readonly Condition?: Readonly<Record<string, object>> }[];
}

function inStack(): PolicyDocument {
  const text = readFileSync('infra/aws/stacks/serin.yaml', 'utf8');
  const template = parse(text, { customTags: TAGS }) as {
    Resources: { WorkerTaskRole: { Properties: { Policies: { PolicyDocument: PolicyDocument }[] } } };
  };
  const [policy, ...others] = template.Resources.WorkerTaskRole.Properties.Policies;
  expect(others).toEqual([]);
  return policy!.PolicyDocument;
}

/** What `serin iam` tells of a sample's deploy.json, as its pipeline completes it; for any service of the environment. */
function inDeployment(service: string): PolicyDocument {
  const folder = `infra/samples/yelb/${service}/specfiles`;
  const settled = settlePlan({
    ...(JSON.parse(readFileSync(`${folder}/deploy.json`, 'utf8')) as object),
    EnvironmentName: 'lab',
    Sha: '0123abcd',
    ContainerImage: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${service}:0123abcd`,
    CanaryTemplate: readFileSync(`${folder}/canary-helper.yaml`).toString('base64'),
  });
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  const statements = rolloutStatements(settled.value, PLACE, Object.values(EXPORTS));
  return policyDocument(
    statements.map((statement) => ({
      ...statement,
      resources: statement.resources.map((resource) => resource.replaceAll(service, '*')),
      ...(statement.condition && { condition: ofAnyService(statement.condition) }),
    })),
  );
}

it.each(SERVICES)(
  "the worker's role in its stack may do what serin iam tells for %s, and no more",
  (service) => {
    expect(statementsIn(inStack())).toEqual(statementsIn(inDeployment(service)));
  },
);

it.each(globSync('infra/aws/stacks/*.yaml'))(
  'every role of %s is for this account and one kind of caller alone',
  (file) => {
    const { Resources } = parse(readFileSync(file, 'utf8'), { customTags: TAGS, logLevel: 'error' }) as {
      Resources: Record<string, { Type: string; Properties: { AssumeRolePolicyDocument: TrustPolicy } }>;
    };
    const roles = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    for (const [name, { Properties }] of roles)
      for (const { Condition } of Properties.AssumeRolePolicyDocument.Statement)
        expect([name, Condition]).toEqual([
          name,
          {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnLike: { 'aws:SourceArn': expect.stringMatching(/^arn:aws:[a-z]+:eu-west-1:123456789012:.+/) },
          },
        ]);
  },
);
