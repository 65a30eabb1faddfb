import { orFailWithoutAws } from '../../client/aws-trouble.ts';

const named = (name: string, message: string, code?: string) =>
  Object.assign(new Error(message), { name, code });

function failureOf(error: Error): unknown {
  try {
    return orFailWithoutAws(error);
  } catch (failure) {
    return failure;
  }
}

it.each([
  [
    named('CredentialsProviderError', 'Could not load credentials from any providers'),
    /^cannot call AWS: Could not load credentials from any providers\. Set AWS_PROFILE/,
  ],
  [
    named(
      'ApplicationFailure',
      'ExpiredTokenException: The security token included in the request is expired',
    ),
    /^cannot call AWS: .* is expired\. Set AWS_PROFILE/,
  ],
  [named('Error', 'Region is missing'), /^cannot call AWS: Region is missing\. Set AWS_REGION/],
  [named('AggregateError', '', 'ECONNREFUSED'), /^cannot call AWS: ECONNREFUSED\. Check the network/],
])('says in one sentence that AWS cannot be called, and what to do: %s', (error, sentence) => {
  expect(failureOf(error)).toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(sentence) as string,
  });
});

it('leaves an answer of AWS as it is', () => {
  const denied = named('AccessDeniedException', 'not authorized to perform: ecs:DescribeServices');
  expect(failureOf(denied)).toBe(denied);
});
