/**
 * Masks registered values in every output, in all the forms in which tools print them.
 * Only text on its way to an output is masked; data that is sent to services is never altered.
 */

/** Masks secrets in text and in JSON-like data. */
export interface Redactor {
  /** True while no value is registered, so that nothing would be masked. */
  readonly isEmpty: boolean;
  /** Registers a value; from now on every form of it is masked. Values shorter than 6 characters are refused, because they occur in ordinary words. */
  add(value: string): void;
  /** The same text with every form of every value masked. */
  text(text: string): string;
  /** The same data with every string masked, keys included. */
  data<T>(value: T): T;
}

const REDACTED = '[redacted]';
const SHORTEST = 6;

/**
 * A redactor without values.
 *
 * @example
 * const redactor = createRedactor();
 * redactor.add('correct horse');
 * redactor.text('password=correct%20horse'); // 'password=[redacted]'
 */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  const text = (input: string): string => {
    let masked = '';
    let done = 0;
    for (const { from, to } of merged(spansOf(input, forms))) {
      masked += input.slice(done, from) + REDACTED;
      done = to;
    }
    return masked + input.slice(done);
  };
  const data = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(data);
    // The digits of a number could show a secret too.
    if (typeof value === 'number') return forms.has(String(value)) ? REDACTED : value;
    if (typeof value !== 'object' || value === null) return value;
    // Converted as JSON does it, so that a date stays a date.
    if ('toJSON' in value && typeof value.toJSON === 'function') return data(value.toJSON());
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), data(member)]));
  };
  return {
    get isEmpty() {
      return forms.size === 0;
    },
    add(value) {
      for (const form of formsOf(value)) forms.add(form);
    },
    text,
    data: <T>(value: T) => data(value) as T,
  };
}

interface TextRange {
  readonly from: number;
  readonly to: number;
}

function spansOf(input: string, forms: Iterable<string>): readonly TextRange[] {
  const spans: TextRange[] = [];
  for (const form of forms) {
    for (let from = input.indexOf(form); from !== -1; from = input.indexOf(form, from + 1)) {
      spans.push({ from, to: from + form.length });
    }
  }
  return spans;
}

/** Joins spans that overlap. Where two values share characters, masking one must not leave the rest of the other. */
function merged(spans: readonly TextRange[]): readonly TextRange[] {
  const result: TextRange[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || span.from >= last.to) result.push(span);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return result;
}

/** All forms of one value: raw, per line, base64 at each of the three offsets, base64url, hex, URI-, form- and JSON-escaped. */
function formsOf(value: string): readonly string[] {
  const pieces = [value, value.trim(), ...value.split(/\r?\n/).map((line) => line.trim())];
  return pieces
    .filter((piece) => piece.length >= SHORTEST && !/^-----(BEGIN|END) [A-Z ]+-----$/.test(piece))
    .flatMap((piece) => {
      const bytes = Buffer.from(piece);
      // Half a surrogate pair cannot be URI-escaped.
      const uri = encodeURIComponent(piece.toWellFormed());
      const json = JSON.stringify(piece).slice(1, -1);
      return [
        piece,
        ...base64Forms(bytes),
        bytes.toString('hex'),
        bytes.toString('hex').toUpperCase(),
        ...[uri, strictUri(uri), encodeURI(piece.toWellFormed())].flatMap((form) => [
          form,
          form.replaceAll(/%../g, (code) => code.toLowerCase()),
        ]),
        new URLSearchParams([['', piece]]).toString().slice(1),
        ...[json, json.replaceAll('/', '\\/')].flatMap((form) => [form, asciiJson(form)]),
        JSON.stringify(JSON.stringify(piece)).slice(3, -3),
      ];
    })
    .filter((form) => form.length >= SHORTEST);
}

/** Escaped as request signers do: RFC 3986 escapes more than encodeURIComponent. */
function strictUri(uri: string): string {
  return uri.replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Escaped as by JSON writers that use only ASCII. */
function asciiJson(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Base64 of a value inside a longer text depends on where the value starts. Only the characters that depend on the value alone are compared. */
function base64Forms(bytes: Buffer): readonly string[] {
  const inner = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = offset === 0 ? 0 : offset + 1;
    const decided = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(from, decided);
  });
  const standard = [bytes.toString('base64'), ...inner];
  return [...standard, ...standard.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}
