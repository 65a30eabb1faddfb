import { devNull } from 'node:os';
import { HOME } from '../processes/home.ts';

/**
 * The environment of the local cloud's programs. It is made anew, so that a person's own AWS profile, region,
 * endpoints or proxies never reach a part of it.
 */
export function programEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, LANG, TMPDIR, NODE_COMPILE_CACHE, NODE_OPTIONS } = process.env;
  return {
    PATH,
    LANG,
    TMPDIR,
    NODE_COMPILE_CACHE,
    NODE_OPTIONS,
    SERIN_LOCAL_HOME: HOME,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...variables,
  };
}
