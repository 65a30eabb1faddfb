import { orFailWithoutAws } from '../../client/aws-trouble.ts';
import { EXIT } from '../../client/exit-codes.ts';

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
    /^AWS cannot be asked: Could not load credentials from any providers; name a profile in AWS_PROFILE/,
  ],
  [
    named(
      'ApplicationFailure',
      'ExpiredTokenException: The security token included in the request is expired',
    ),
    /^AWS cannot be asked: .* is expired; name a profile in AWS_PROFILE/,
  ],
  [named('Error', 'Region is missing'), /^AWS cannot be asked: Region is missing; name one in AWS_REGION/],
  [named('AggregateError', '', 'ECONNREFUSED'), /^AWS cannot be asked: ECONNREFUSED; look at the network/],
])('says in one sentence that AWS cannot be asked, and what to do: %s', (error, sentence) => {
  expect(failureOf(error)).toMatchObject({
    exitCode: EXIT.error,
    message: expect.stringMatching(sentence) as string,
  });
});

it('leaves an answer of AWS as it is', () => {
  const denied = named('AccessDeniedException', 'not authorized to perform: ecs:DescribeServices');
  expect(failureOf(denied)).toBe(denied);
});
