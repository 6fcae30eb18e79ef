/** Finds what a value would lose in a journal, which is JSON. Each loss names the path of the member and what to return instead. */
import { isDeepStrictEqual } from 'node:util';

/** Further losses would tell the reader nothing new. */
const MOST = 10;

/**
 * Every reason why `JSON.parse(JSON.stringify(value))` differs from the value; none when it comes back the same.
 * A member of an object that is undefined means the same as one that is absent, and -0 the same as 0.
 *
 * @param name The name of the value in the messages.
 * @param restored The value after JSON and its codec. A member that the codec restored is not lost.
 */
export function jsonLosses(value: unknown, name = 'value', restored?: unknown): readonly string[] {
  const losses: string[] = [];
  const look = (part: unknown, path: string, back: unknown, within: readonly object[]): void => {
    if (losses.length >= MOST) return;
    const loss = lossOf(part, within);
    if (loss !== undefined) {
      // A schema may turn the text back into a Date.
      if (back === undefined || !isDeepStrictEqual(part, back)) losses.push(`'${path}' ${loss}`);
      return;
    }
    if (typeof part !== 'object' || part === null) return;
    for (const [key, member] of membersOf(part)) {
      look(member, pathOf(path, key, Array.isArray(part)), memberOf(back, key), [...within, part]);
    }
  };
  look(value, name, restored, []);
  return losses;
}

/** Every index of an array, holes included; of an object, the members that are not undefined. */
function membersOf(part: object): readonly (readonly [string, unknown])[] {
  return Array.isArray(part)
    ? Array.from(part, (member: unknown, index) => [String(index), member] as const)
    : Object.entries(part).filter(([, member]) => member !== undefined);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function pathOf(path: string, key: string, inArray: boolean): string {
  if (inArray) return `${path}[${key}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function lossOf(part: unknown, within: readonly object[]): string | undefined {
  switch (typeof part) {
    case 'undefined':
      return 'is undefined, which JSON has no word for: return null, or leave it out';
    case 'number':
      return Number.isFinite(part)
        ? undefined
        : `is ${part}, which JSON turns into null: return null, or a text`;
    case 'bigint':
      return 'is a bigint, which JSON cannot hold: return it as a text';
    case 'function':
      return 'is a function, which JSON leaves out: return data only';
    case 'symbol':
      return 'is a symbol, which JSON leaves out: return a text';
    case 'object':
      return part === null ? undefined : lossOfObject(part, within);
    default:
      return undefined;
  }
}

function lossOfObject(part: object, within: readonly object[]): string | undefined {
  if (within.includes(part)) return 'contains itself, which JSON cannot hold';
  const name = classOf(part);
  if (name !== undefined) return lossOfInstance(part, name);
  if (Object.getOwnPropertySymbols(part).length > 0) {
    return 'has a symbol as a key, which JSON leaves out: use a text as the key';
  }
  if (!Array.isArray(part)) return undefined;
  const extra = Object.keys(part).filter((key) => !/^\d+$/.test(key));
  return extra.length === 0
    ? undefined
    : `is an array with properties of its own (${extra.join(', ')}), which JSON leaves out`;
}

function lossOfInstance(part: object, name: string): string {
  if ('reveal' in part) return 'is a secret, which no journal may hold: return what names it instead';
  const instead = INSTEAD[name];
  return instead === undefined
    ? `is an instance of ${name}, and JSON keeps no classes: return a plain object`
    : `is a ${name}, ${instead}`;
}

/** Advice for the types that people return most. */
const INSTEAD: Readonly<Record<string, string>> = {
  Date: 'which JSON turns into text: return its toISOString()',
  Map: 'which JSON turns into {}: return Object.fromEntries(…) of it',
  Set: 'which JSON turns into {}: return an array',
  URL: 'which JSON turns into text: return its href',
  RegExp: 'which JSON turns into {}: return its source',
  Promise: 'which JSON turns into {}: await it',
  Buffer: "which JSON turns into a list of numbers: return its toString('base64')",
  Uint8Array: 'which JSON turns into an object of numbers: return a text',
};

/** The class name of a value that is neither a plain object nor a plain array, of any realm. */
function classOf(part: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(part);
  if (prototype === null) return undefined;
  const { constructor } = part;
  const name = typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'a class';
  if (Array.isArray(part)) return name === 'Array' ? undefined : name;
  return Object.getPrototypeOf(prototype) === null ? undefined : name;
}
