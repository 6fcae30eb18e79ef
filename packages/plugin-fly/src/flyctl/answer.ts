/** Reads flyctl's answers. There may be log lines before the JSON, a line for people after it, and colour anywhere. */
import { stripVTControlCharacters } from 'node:util';
import * as v from 'valibot';
import { badAnswer } from '../errors.ts';

/** A schema for a list that flyctl may print as `null` when it is empty. */
export function listOf<T>(item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T[]> {
  return v.pipe(
    v.nullable(v.array(item)),
    v.transform((list) => list ?? []),
  );
}

/**
 * The JSON in an answer, checked.
 *
 * @throws DeployError `FLY_BAD_ANSWER`, naming the field that was wrong.
 */
export function parseAnswer<T>(command: string, stdout: string, schema: v.GenericSchema<unknown, T>): T {
  const value = findJson(command, stripVTControlCharacters(stdout));
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const wrong = result.issues.slice(0, 3).map((issue) => {
    const field = v.getDotPath(issue);
    return field === null ? issue.message : `field '${field}': ${issue.message}`;
  });
  throw badAnswer(command, wrong.join('; '));
}

function findJson(command: string, text: string): unknown {
  if (text.trim() === '') throw badAnswer(command, 'it is empty');
  if (text.trim() === 'null') return null;
  for (const { index } of text.matchAll(/^\s*[[{]/gm)) {
    const rest = text.slice(index);
    const end = Math.max(rest.lastIndexOf('}'), rest.lastIndexOf(']'));
    for (const candidate of [rest, rest.slice(0, end + 1)]) {
      const value = parsed(candidate);
      if (value !== undefined) return value;
    }
  }
  throw badAnswer(command, `there is no JSON in ${JSON.stringify(text.trim().slice(0, 120))}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON from here on: a log line such as `[WARN] …` begins like a list.
    return undefined;
  }
}
