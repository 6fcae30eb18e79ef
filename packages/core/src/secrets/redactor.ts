/** Masks registered values wherever they would show, in the forms that tools print them in. What is sent is never altered: only text on its way to an output passes through here. */

/** Masks secrets in text and in JSON-like data. */
export interface Redactor {
  /** Registers a value; from now on no form of it passes. Values shorter than 6 characters are refused: they would mangle ordinary words. */
  add(value: string): void;
  text(text: string): string;
  /** The same data with every string masked, keys included. */
  data<T>(value: T): T;
}

const REDACTED = '[redacted]';
const SHORTEST = 6;

/** A redactor that knows nothing yet. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let pattern: RegExp | undefined;
  const text = (input: string): string => {
    if (forms.size === 0) return input;
    // Longest first, so that a value that contains another is masked whole.
    pattern ??= new RegExp(
      [...forms]
        .sort((a, b) => b.length - a.length)
        .map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
        .join('|'),
      'g',
    );
    return input.replace(pattern, REDACTED);
  };
  const data = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(data);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), data(member)]));
  };
  return {
    add(value) {
      for (const form of formsOf(value)) forms.add(form);
      pattern = undefined;
    },
    text,
    data: <T>(value: T) => data(value) as T,
  };
}

/** The ways one value may be written: raw, per line, base64 at each of the three offsets, base64url, hex, URI- and JSON-escaped. */
function formsOf(value: string): readonly string[] {
  const pieces = [value, value.trim(), ...value.split(/\r?\n/).map((line) => line.trim())];
  return pieces
    .filter((piece) => piece.length >= SHORTEST && !/^-----(BEGIN|END) [A-Z ]+-----$/.test(piece))
    .flatMap((piece) => {
      const bytes = Buffer.from(piece);
      return [
        piece,
        ...base64Forms(bytes),
        bytes.toString('hex'),
        bytes.toString('hex').toUpperCase(),
        encodeURIComponent(piece),
        JSON.stringify(piece).slice(1, -1),
        JSON.stringify(JSON.stringify(piece)).slice(3, -3),
      ];
    })
    .filter((form) => form.length >= SHORTEST);
}

/** Base64 of a value inside a longer text depends on where it starts; only the characters that the value alone decides are compared. */
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
