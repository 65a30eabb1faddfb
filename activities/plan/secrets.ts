import { texts } from './rollout-fields.ts';

const SECRET =
  /passw(or)?d|passphrase|secret|api_?key|private_?key|access_?key|credential|token$|(^|_)(pass|pwd|token)(_|$)/i;

/** What tells of a secret without being one: where it is, or for how long it is good. */
const ABOUT_SECRET =
  /(arn|name|file|path|ur[il]|endpoint|issuer|audience|type|length|ttl|seconds|minutes|hours|days)$/i;

/** Whether a value of this name must be kept out of files, histories and messages, as far as a name can tell. */
const namesSecret = (name: string): boolean => SECRET.test(name) && !ABOUT_SECRET.test(name);

const ARN = /^arn:[\w-]+:(secretsmanager|ssm|kms):/;
const DYNAMIC_REFERENCE = /^\{\{resolve:(secretsmanager|ssm|ssm-secure):[^{}]+\}\}$/;
const URL_WITH_PASSWORD = /^[a-z][\w+.-]*:\/\/[^/?#@\s:]*:[^/?#@\s]+@/i;

/** Whether a variable holds what task definitions would show to whoever may read those. */
export const secretIn = (name: string, value: string): boolean => holdsSecret(name, value, isArn);

const holdsSecret = (name: string, value: string, isReference: (value: string) => boolean): boolean =>
  (namesSecret(name) && value !== '' && !isReference(value)) || URL_WITH_PASSWORD.test(value);

const isArn = (value: string): boolean => ARN.test(value);

/** What neither shells nor ECS take in the name of a variable, and no parameter of a template has. */
const NO_NAME = /[\s=<>"'`]|^$/;

const withoutSecrets = (what: string, isReference: (value: string) => boolean, error: string) =>
  texts(what).superRefine((given, context) => {
    for (const [name, value] of Object.entries(given))
      if (NO_NAME.test(name))
        context.addIssue({
          code: 'custom',
          path: [],
          message: `must name each text without spaces, quotes, angle brackets and =: ${JSON.stringify(name)}`,
        });
      else if (holdsSecret(name, value, isReference))
        context.addIssue({ code: 'custom', path: [name], message: error });
  });

/** Environment variables; a secret among them is refused, because task definitions show them to whoever may read those. */
export const environmentVariables = (what: string) =>
  withoutSecrets(
    what,
    isArn,
    'must not hold a secret: name it under `secrets` of the task definition, by its ARN in Secrets Manager or Parameter Store',
  );

/** Parameters of a template; a secret is taken as a dynamic reference alone, which CloudFormation itself resolves. */
export const templateParameters = (what: string) =>
  withoutSecrets(
    what,
    (value) => isArn(value) || DYNAMIC_REFERENCE.test(value),
    'must not hold a secret: refer to it as {{resolve:secretsmanager:…}} or {{resolve:ssm-secure:…}}',
  );
