/** Makes sure that no output shows a private key, in any stored shape. */
import type { StageContext } from '@paintbox/deploy-core';
import { everyPrivateMember, isObject, privateMembers } from '@paintbox/deploy-core/keys';
import { parsePrivateDocument } from '../keys/parse-private-document.ts';

/** Registers the text of a private secret and each private number in it, even if the text is not a valid document. */
export function registerPrivateText(text: string, ctx: Pick<StageContext, 'secret'>): void {
  const json = parseJson(text);
  // Indented JSON is registered as one line, because a single line, such as `"use": "sig"`, is no secret.
  ctx.secret(json === undefined ? text : JSON.stringify(json));
  for (const value of privateValues(json)) ctx.secret(value);
  const parsed = parsePrivateDocument(text);
  // The numbers of a PEM are known only after parsing.
  const keys = parsed.ok ? parsed.value.keys : [];
  for (const { jwk } of keys) {
    for (const name of privateMembers.RSA) {
      const value = jwk[name];
      if (value !== undefined) ctx.secret(value);
    }
  }
}

function privateValues(json: unknown): readonly string[] {
  if (Array.isArray(json)) return json.flatMap(privateValues);
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'string' ? (everyPrivateMember.has(name) ? [value] : []) : privateValues(value),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the text is registered as it is.
    return undefined;
  }
}
