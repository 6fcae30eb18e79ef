/** The labels of members, from a file or a function. */
import * as v from 'valibot';
import { optionWrong } from '../errors.ts';
import { readText } from '../files.ts';
import type { FlyAppsOptions } from './fly-apps.ts';

/** What waves and judgements go by. */
export type Labels = Readonly<Record<string, string>>;

const fileSchema = v.record(v.string(), v.record(v.string(), v.string()));

/**
 * What gives the labels of each app.
 *
 * @throws DeployError `FLY_OPTION` for a file that cannot be read or has another form.
 */
export async function labelsFrom(
  given: FlyAppsOptions['labels'],
): Promise<(app: string) => Labels | null | Promise<Labels | null>> {
  if (typeof given === 'function') return given;
  if (given === undefined) return () => ({});
  const read = v.safeParse(fileSchema, await parsed(given));
  if (!read.success)
    throw optionWrong('labels', given, `it is no { "app": { "label": "text" } }: ${why(read)}`);
  // An app may be called like a member of every object.
  return (app) => (Object.hasOwn(read.output, app) ? (read.output[app] ?? {}) : {});
}

async function parsed(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readText(file));
  } catch (error) {
    throw optionWrong('labels', file, error instanceof Error ? error.message : String(error));
  }
}

function why({ issues }: { readonly issues?: readonly v.BaseIssue<unknown>[] | undefined }): string {
  const [issue] = issues ?? [];
  return issue === undefined
    ? 'it has another form'
    : `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`;
}
