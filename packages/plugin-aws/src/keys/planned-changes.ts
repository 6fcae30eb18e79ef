/**
 * The times when a published set will change. They are stored in the public secret beside the keys, as a member that readers of a JWKS ignore
 * (RFC 7517 §5), so that the app that serves the set knows them without reading private keys. They are never served.
 */
import { isDeepStrictEqual } from 'node:util';
import { parseJson } from './parse-json.ts';
import { isObject } from '@paintbox/deploy-core/keys';
import { publicSet } from './private-document.ts';
import type { PrivateDocument } from './private-document.ts';
import type { PublicJwk, PublicSet } from './public-jwk.ts';

/** The member of the public secret: ISO 8601 instants in UTC, soonest first. */
const MEMBER = 'plannedChanges';

/** The text to store as the public secret: the set (see `publicSet`), and when a key of it begins to sign or is unpublished. */
export function publicSecretText(
  document: PrivateDocument,
  alsoPublished: readonly PublicJwk[] = [],
): string {
  return withPlannedChanges(publicSet(document, alsoPublished), document);
}

/** The text to store for this set. */
export function withPlannedChanges(set: PublicSet, document: PrivateDocument): string {
  const planned = plannedTimes(document);
  return JSON.stringify(planned.length === 0 ? set : { ...set, [MEMBER]: planned });
}

/** Whether the text of the public secret says when the keys of the document change. */
export function announcesChanges(text: string, document: PrivateDocument): boolean {
  const planned = plannedTimes(document).map((time) => Date.parse(time));
  return isDeepStrictEqual(readPlannedChanges(text), planned);
}

function plannedTimes(document: PrivateDocument): readonly string[] {
  const times = document.keys.flatMap(({ state, activateAt, retireAt }) =>
    [state === 'next' ? activateAt : undefined, state === 'retiring' ? retireAt : undefined].filter(
      (time) => time !== undefined,
    ),
  );
  return [...new Set(times)].sort();
}

/** The planned times in the text of a public secret, in milliseconds since 1970, soonest first. Invalid times are left out: the keys are still served. */
export function readPlannedChanges(text: string): readonly number[] {
  const root = parseJson(text);
  const listed = isObject(root) && Array.isArray(root[MEMBER]) ? root[MEMBER] : [];
  return listed
    .map((time) => (typeof time === 'string' ? Date.parse(time) : Number.NaN))
    .filter((time) => !Number.isNaN(time))
    .sort((one, other) => one - other);
}
