// GetRandomPassword.

import { randomInt } from 'node:crypto';

import { invalidParameter } from './answers.ts';
import { authorizeAccount } from './context.ts';
import type { SecretsContext } from './context.ts';
import { flag, integer, text } from './parameters.ts';
import type { CallBody } from './parameters.ts';

const kinds = {
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

/** A password with the requested length and kinds of characters. It is not stored. */
export function getRandomPassword(input: CallBody, context: SecretsContext): CallBody {
  const length = integer(input, 'PasswordLength', { min: 1, max: 4096 }) ?? 32;
  const excluded = text(input, 'ExcludeCharacters', { min: 0, max: 4096 }) ?? '';
  const wanted = [
    ...(flag(input, 'ExcludeLowercase') ? [] : [kinds.lowercase]),
    ...(flag(input, 'ExcludeUppercase') ? [] : [kinds.uppercase]),
    ...(flag(input, 'ExcludeNumbers') ? [] : [kinds.numbers]),
    ...(flag(input, 'ExcludePunctuation') ? [] : [kinds.punctuation]),
    ...(flag(input, 'IncludeSpace') ? [' '] : []),
  ].map((kind) =>
    kind
      .split('')
      .filter((char) => !excluded.includes(char))
      .join(''),
  );
  const requireEach =
    input['RequireEachIncludedType'] === undefined || flag(input, 'RequireEachIncludedType');
  authorizeAccount(context, 'GetRandomPassword');
  const sets = wanted.filter((set) => set !== '');
  if (sets.length === 0 || (requireEach && length < sets.length)) {
    throw invalidParameter('No password of this length can be made of the characters that are left.');
  }
  const required = requireEach ? sets.map(pick) : [];
  const rest = Array.from({ length: length - required.length }, () => pick(sets.join('')));
  return { RandomPassword: shuffled([...required, ...rest]).join('') };
}

function pick(set: string): string {
  return set.charAt(randomInt(set.length));
}

function shuffled(chars: readonly string[]): readonly string[] {
  return chars
    .map((char) => ({ char, rank: randomInt(2 ** 47) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ char }) => char);
}
