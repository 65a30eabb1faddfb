/** What AWS and HTTP libraries put into messages that lets somebody act as the caller, each with what stands for it. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '<access key>'],
  [/\b(authorization["']?\s*[:=][\s"']*)[^\s"'][^\n"']*/gi, '$1<hidden>'],
  [/\b(x-amz-(?:security-token|credential|signature)["']?\s*[:=]\s*["']?)[^\s&"',]+/gi, '$1<hidden>'],
  [/\b(bearer\s+)[\w.~+/=-]+/gi, '$1<hidden>'],
  [/\b((?:credential|signature)=)[^\s,&"']+/gi, '$1<hidden>'],
  [/(\/\/)[^\s/?#@]+@/g, '$1'],
];

/** A message without credentials, so that it may stand in histories and logs. */
export const withoutCredentials = (message: string): string =>
  SECRETS.reduce((text, [secret, instead]) => text.replace(secret, instead), message);
