import { sha256 } from '@noble/hashes/sha2.js';
import { base64urlnopad } from '@scure/base';

/** Tells the content of a deployment file from any other one: SHA-256 of its JSON, in base64url. */
export const fileDigest = (content: unknown): string =>
  base64urlnopad.encode(sha256(new TextEncoder().encode(JSON.stringify(content))));
