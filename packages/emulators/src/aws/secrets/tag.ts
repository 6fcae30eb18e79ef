// TagResource and UntagResource: success has an empty body.

import { frontEndError } from '../aws-error.ts';
import { authorizeSecret } from './context.ts';
import type { SecretsContext } from './context.ts';
import { secretIdOf, tags, texts, violation } from './parameters.ts';
import type { CallBody } from './parameters.ts';

const maxTags = 50;

/** Adds tags, or changes the value of those that exist. */
export function tagResource(input: CallBody, context: SecretsContext): undefined {
  const secretId = secretIdOf(input);
  const added = tags(input);
  if (added === undefined) throw nullMember('tags');
  authorizeSecret(context, 'TagResource', secretId, {
    'aws:TagKeys': added.map(({ Key }) => Key),
    ...Object.fromEntries(added.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  });
  const secret = context.store.getLive(secretId);
  const merged = new Map([...secret.tags, ...added].map((tag) => [tag.Key, tag]));
  if (merged.size > maxTags) {
    throw frontEndError('ValidationException', `A secret can have at most ${maxTags} tags.`);
  }
  context.store.put({ ...secret, changedAtMs: context.now(), tags: [...merged.values()] });
}

/** Removes tags by key; unknown keys are ignored. */
export function untagResource(input: CallBody, context: SecretsContext): undefined {
  const secretId = secretIdOf(input);
  const keys = texts(input, 'TagKeys', { min: 0, max: maxTags }, { min: 1, max: 128 });
  if (keys === undefined) throw nullMember('tagKeys');
  authorizeSecret(context, 'UntagResource', secretId, { 'aws:TagKeys': keys });
  const secret = context.store.getLive(secretId);
  const kept = secret.tags.filter(({ Key }) => !keys.includes(Key));
  context.store.put({ ...secret, changedAtMs: context.now(), tags: kept });
}

function nullMember(name: string): Error {
  return violation(`Value null at '${name}' failed to satisfy constraint: Member must not be null`);
}
