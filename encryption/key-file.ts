import { readFileSync } from 'node:fs';
import { DecryptionError, type Key, KeyError, type KeyRing } from './key-ring.ts';

const KEY_BYTES = 32;

/**
 * Keys from a file: one a line, its name and its 32 bytes as base64. The first encrypts, all decrypt, so a key is
 * rotated by a new first line. Throws KeyError.
 */
export function keyFile(path: string): KeyRing {
  const keys = parseKeys(path, read(path));
  const [first] = keys;
  if (first === undefined) throw new KeyError(`${path} has no key: ${FORM}`);
  return {
    current: () => Promise.resolve(first),
    find(id) {
      const found = keys.find((key) => key.id === id);
      if (found) return Promise.resolve(found.key);
      const reason = `a payload was encrypted by the key "${id}", which ${path} does not have`;
      return Promise.reject(new DecryptionError(reason));
    },
  };
}

const FORM =
  'each line is a name and 32 bytes as base64, such as what this writes: echo "key-1 $(openssl rand -base64 32)"';

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new KeyError(`the key file cannot be read: ${(error as Error).message}`);
  }
}

/** Lines are told by their numbers: what stands in them is secret. */
function parseKeys(path: string, content: string): Key[] {
  const lines = content.split('\n').map((line, i) => ({ number: i + 1, words: line.trim().split(/\s+/) }));
  const given = lines.filter(({ words }) => words[0] !== '' && !words[0]!.startsWith('#'));
  const keys = given.map(({ number, words }) => parseKey(`line ${number} of ${path}`, words));
  const twice = keys.find(({ id }, i) => keys.findIndex((key) => key.id === id) < i);
  if (twice) throw new KeyError(`${path} has two keys named ${twice.id}`);
  return keys;
}

function parseKey(where: string, [id = '', base64 = '', ...rest]: string[]): Key {
  if (rest.length > 0 || !/^[\w.-]{1,60}$/.test(id) || !/^[A-Za-z0-9+/]+=*$/.test(base64))
    throw new KeyError(`${where} is not a key: ${FORM}`);
  const key = Buffer.from(base64, 'base64');
  if (key.length !== KEY_BYTES)
    throw new KeyError(`the key in ${where} has ${key.length} bytes, AES-256 takes ${KEY_BYTES}`);
  return { id, key };
}
