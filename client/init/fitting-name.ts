import { createHash } from 'node:crypto';

/**
 * A name of a rollout's own form (letters and digits, with single dashes between them) for what has another name at AWS. One that had to be
 * changed ends in a mark of the name that it stands for, so that no two meet, such as those of `cart_api` and `cart-api`.
 *
 * @param most characters
 */
export function fittingName(name: string, most: number): string {
  const words = dashed(name);
  return words === name && name.length <= most ? name : markedName(words, name, most);
}

/** A beginning as far as there is room for it, and a mark of what it stands for. */
export function markedName(beginning: string, standsFor: string, most: number): string {
  const mark = createHash('sha256').update(standsFor).digest('hex').slice(0, MARK_LENGTH);
  const begins = dashed(beginning.slice(0, most - MARK_LENGTH - 1));
  return begins === '' ? mark : `${begins}-${mark}`;
}

const MARK_LENGTH = 6;

const dashed = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
