/** Checks that a value survives the journal: it comes back the same, or there are reasons to refuse it. */
import { isDeepStrictEqual } from 'node:util';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Codec } from '../words/artifact.ts';
import { jsonLosses } from '../words/json-loss.ts';

/** The value as later stages see it, in this process or in one that resumes. Or the reasons why it is refused. */
export type Journaled =
  | { readonly problems: readonly string[] }
  | { readonly problems?: undefined; readonly value: unknown };

/** Passes a value through JSON and its codec, as a journal does. `name` is used in the messages. */
export async function journaled(name: string, value: unknown, codec: Codec<unknown>): Promise<Journaled> {
  const copy = jsonCopy(value);
  if (copy === undefined) return { problems: jsonLosses(value, name) };
  const read = await codec['~standard'].validate(copy.value);
  const losses = jsonLosses(value, name, read.issues === undefined ? read.value : undefined);
  if (losses.length > 0) return { problems: losses };
  if (read.issues !== undefined) return { problems: read.issues.map((issue) => issueSentence(name, issue)) };
  // A codec that only checks returns an equal value for an equal value.
  if (isDeepStrictEqual(read.value, copy.value)) return read;
  return (await comesBack(read.value, codec))
    ? read
    : {
        problems: [
          `'${name}' is another value when it comes back from a journal: its codec changes it again`,
        ],
      };
}

/** Undefined for a value that cannot be written at all. */
function jsonCopy(value: unknown): { readonly value: unknown } | undefined {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

async function comesBack(value: unknown, codec: Codec<unknown>): Promise<boolean> {
  const copy = jsonCopy(value);
  const again = copy && (await codec['~standard'].validate(copy.value));
  return again !== undefined && again.issues === undefined && isDeepStrictEqual(again.value, value);
}

/** The problems that a codec reports, with the path of the member. */
export function issueSentence(name: string, { message, path = [] }: StandardSchemaV1.Issue): string {
  // The usual form of Standard Schema libraries.
  const steps = path.map((step) => String(typeof step === 'object' ? step.key : step));
  return `'${[name, ...steps].join('.')}': ${message}`;
}
