import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';

/** Aliases that a YAML text may resolve, each counted as often as it repeats others: a few lines can stand for billions. */
const MAX_ALIASES = 100;

/** Where something begins in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What a text says that its data would not show: a key twice, of which only the last one would be read, or a tag that means nothing. */
export interface Slip extends Position {
  readonly path: string;
  readonly message: string;
}

export interface ParsedText {
  readonly content: unknown;
  readonly slips: readonly Slip[];
  /** Where a field stands, such as `steps.0.weight`, or the nearest thing around it that is there. */
  readonly placeOf: (path: string) => Position | undefined;
}

/** Thrown for what is neither; the message says why, without the text around it. */
export class UnreadableText extends Error {}

/** Reads a JSON text, with the places of its fields. */
export function parsedJson(text: string): ParsedText {
  const content = readJson(text);
  const parsed = documentOf(text);
  // JSON itself allows more levels than any file may have, and is looked at by its data then.
  return { content, ...(parsed ?? { slips: [], placeOf: () => undefined }) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const before = text.slice(0, readableOf(text)).split('\n');
    const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
    throw new UnreadableText(
      `what stands at ${place} does not belong there, or something is missing before it`,
    );
  }
}

/** How much of a text may begin a JSON text. Parsers do not always say where they gave up, so it is looked for. */
function readableOf(text: string): number {
  let [readable, unreadable] = [0, text.length + 1];
  while (unreadable - readable > 1) {
    const middle = Math.floor((readable + unreadable) / 2);
    if (mayBegin(text.slice(0, middle))) readable = middle;
    else unreadable = middle;
  }
  return readable;
}

/** Whether a text is JSON as far as it goes: what is wrong with it is only that it ends. */
function mayBegin(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const [, position] = / at position (\d+)/.exec(message) ?? [];
    return /^(Unexpected end|Unterminated)/.test(message) || Number(position) >= text.length;
  }
}

/** Reads a YAML text, with the places of its fields. */
export function parsedYaml(text: string): ParsedText {
  const parsed = documentOf(text);
  if (parsed === undefined) throw new UnreadableText('it is nested too deeply');
  const { document, ...places } = parsed;
  const [broken] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  if (broken) throw new UnreadableText(withoutText(broken.message));
  return { content: attempt((): unknown => document.toJS({ maxAliasCount: MAX_ALIASES })), ...places };
}

function documentOf(text: string): (Omit<ParsedText, 'content'> & { document: Document.Parsed }) | undefined {
  const lines = new LineCounter();
  const placeAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const slip = (offset: number, message: string): Slip => ({ path: '(file)', message, ...placeAt(offset) });
  try {
    const document = parseDocument(text, { lineCounter: lines });
    return {
      document,
      slips: [
        ...document.errors
          .filter(({ code }) => code === 'DUPLICATE_KEY')
          .map(({ pos: [at] }) => slip(at, `has the field ${keyAt(text, at)} twice: leave one of them out`)),
        ...document.warnings.map(({ pos: [at], message }) => slip(at, withoutText(message))),
      ],
      placeOf: (path) => {
        const offset = offsetOf(document.contents, path);
        return offset === undefined ? undefined : placeAt(offset);
      },
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const keyAt = (text: string, offset: number): string =>
  /^(?:"[^"\n]{0,60}"|[^\s:,{}]{1,60})/.exec(text.slice(offset, offset + 80))?.[0] ?? '';

/** A name may have dots in it, so that the path is followed by the names that are there. */
function offsetOf(node: unknown, path: string): number | undefined {
  if (isMap(node))
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (name === path || path.startsWith(`${name}.`))
        return (path === name ? undefined : offsetOf(value, path.slice(name.length + 1))) ?? startOf(key);
    }
  if (isSeq(node)) {
    const [index = '', ...rest] = path.split('.');
    const item: unknown = node.items[Number(index)];
    return item === undefined ? undefined : (offsetOf(item, rest.join('.')) ?? startOf(item));
  }
  return undefined;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

function attempt<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new UnreadableText(withoutText((error as Error).message));
  }
}

/** Parsers quote the text around a mistake, in which there may be a secret. */
function withoutText(message: string): string {
  if (message.startsWith('Maximum call stack')) return 'it is nested too deeply';
  if (message.startsWith('Excessive alias'))
    return `its aliases (*name) stand for more than ${MAX_ALIASES} repetitions`;
  if (message.startsWith('Unresolved tag'))
    return 'has a tag that means nothing here: quote what begins with !';
  return message.replace(/:\n[^]*|, (\.\.\.)?"[^]* is not valid JSON$/, '');
}
