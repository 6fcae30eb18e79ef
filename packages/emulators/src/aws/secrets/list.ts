// ListSecrets and ListSecretVersionIds. The real ListSecrets may lag by minutes; this one does not.

import { authorizeAccount, authorizeSecret } from './context.ts';
import type { SecretsContext } from './context.ts';
import { page } from './page.ts';
import { flag, list, secretIdOf, text, texts, violation } from './parameters.ts';
import type { CallBody } from './parameters.ts';
import { details, labelsByVersion } from './read.ts';
import { epochSeconds } from './secret.ts';
import type { StoredSecret } from './secret.ts';

/** The secrets of the account, filtered, sorted and paged. */
export function listSecrets(input: CallBody, context: SecretsContext): CallBody {
  const filters = (list(input, 'Filters', { min: 0, max: 10 }) ?? []).map((filter) =>
    readFilter(filter as CallBody),
  );
  const withDeleted = flag(input, 'IncludePlannedDeletion');
  const sortBy = oneOf(input, 'SortBy', sortKeys) ?? 'created-date';
  const direction = oneOf(input, 'SortOrder', { asc: 1, desc: -1 }) ?? 'desc';
  authorizeAccount(context, 'ListSecrets');
  const found = context.store
    .all()
    .filter((secret) => withDeleted || secret.deletion === undefined)
    .filter((secret) => filters.every((matches) => matches(secret)))
    .sort((a, b) => (direction === 'asc' ? 1 : -1) * compare(sortKeys[sortBy](a), sortKeys[sortBy](b)));
  const { items, nextToken } = page(found, input);
  return {
    SecretList: items.map((secret) => ({
      ...details(secret),
      SecretVersionsToStages: labelsByVersion(secret),
    })),
    NextToken: nextToken,
  };
}

/** The versions of a secret. Versions without a label are listed only on request. */
export function listSecretVersionIds(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  const withDeprecated = flag(input, 'IncludeDeprecated');
  authorizeSecret(context, 'ListSecretVersionIds', secretId);
  const secret = context.store.get(secretId);
  const versions = secret.versions.filter(({ labels }) => withDeprecated || labels.length > 0);
  const { items, nextToken } = page(versions, input);
  return {
    ARN: secret.arn,
    Name: secret.name,
    NextToken: nextToken,
    Versions: items.map(({ id, labels, createdAtMs, accessedDayMs }) => ({
      VersionId: id,
      VersionStages: labels.length > 0 ? labels : undefined,
      CreatedDate: epochSeconds(createdAtMs),
      LastAccessedDate: accessedDayMs === undefined ? undefined : epochSeconds(accessedDayMs),
      KmsKeyIds: [secret.kmsKeyId ?? 'DefaultEncryptionKey'],
    })),
  };
}

const sortKeys = {
  name: ({ name }) => name,
  'created-date': ({ createdAtMs }) => createdAtMs,
  'last-changed-date': ({ changedAtMs }) => changedAtMs,
  'last-accessed-date': ({ accessedDayMs }) => accessedDayMs ?? 0,
} satisfies Record<string, (secret: StoredSecret) => string | number>;

const filterFields = {
  name: ({ name }) => [name],
  description: ({ description }) => [description ?? ''],
  'tag-key': ({ tags }) => tags.map(({ Key }) => Key),
  'tag-value': ({ tags }) => tags.map(({ Value }) => Value),
  // Nothing here is replicated or owned by another service.
  'primary-region': () => [],
  'owning-service': () => [],
  all: ({ name, description, tags }) => [
    name,
    description ?? '',
    ...tags.flatMap(({ Key, Value }) => [Key, Value]),
  ],
} satisfies Record<string, (secret: StoredSecret) => readonly string[]>;

/** A filter matches a secret when a field starts with one of its values. `!` before a value negates it. */
function readFilter(filter: CallBody): (secret: StoredSecret) => boolean {
  const key = oneOf(filter, 'Key', filterFields);
  const values = texts(filter, 'Values', { min: 1, max: 10 }, { min: 0, max: 512 });
  if (key === undefined || values === undefined)
    throw violation("Value at 'filters' failed to satisfy constraint: Member must not be null");
  // Descriptions are compared without case, names and tags with case.
  const fold = (value: string) => (key === 'description' || key === 'all' ? value.toLowerCase() : value);
  return (secret) => {
    const fields = filterFields[key](secret).map(fold);
    return values.some((value) => {
      const wanted = fold(value.replace(/^!/, ''));
      return fields.some((field) => field.startsWith(wanted)) !== value.startsWith('!');
    });
  };
}

function oneOf<Choice extends string>(
  input: CallBody,
  name: string,
  choices: Readonly<Record<Choice, unknown>>,
): Choice | undefined {
  const value = text(input, name, { min: 0, max: 64 });
  if (value === undefined) return undefined;
  if (Object.hasOwn(choices, value)) return value as Choice;
  throw violation(
    `Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${Object.keys(choices).join(', ')}]`,
  );
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
