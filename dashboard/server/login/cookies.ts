import type { CookieSerializeOptions } from '@fastify/cookie';

/** A cookie by its name, and how it is given. */
export interface Cookie {
  readonly name: string;
  readonly options: CookieSerializeOptions;
}

/**
 * A cookie that no script reads. Over https browsers give it back over https alone, and take it from this very host alone (`__Host-`,
 * RFC 6265bis), so that no page of a neighbouring host can plant one.
 */
export function cookieOf(name: string, isSecure: boolean, sameSite: 'strict' | 'lax'): Cookie {
  return {
    name: isSecure ? `__Host-${name}` : name,
    options: { path: '/', httpOnly: true, secure: isSecure, sameSite },
  };
}
