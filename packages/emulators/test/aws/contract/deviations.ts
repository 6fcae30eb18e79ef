// What each backend is known to do otherwise, seen in a run of this suite. A listed behaviour must really fail: one that
// is mended meanwhile is reported, so that the lists stay true.

import type { Backend } from './backend.ts';

/** By behaviour, what the backend does in its place. */
export type Deviations = Readonly<Record<string, string>>;

/** The known deviations of a backend. */
export function deviationsOf({ name }: Backend): Deviations {
  return name === 'moto' ? moto : {};
}

/** Which deviations show by chance only, because they depend on which of several calls comes first. */
export const byChance: ReadonlySet<string> = new Set(['labels.race', 'create.race', 's3.create-race']);

const status404 = 'answers with HTTP status 404 instead of 400';
const accepts = 'accepts it';
const crashes = 'answers with an HTML page and status 500';
const emptyLabels = 'shows versions without labels as versions with an empty list of labels';

/** moto 5.1.1, as packaged by Debian trixie. */
const moto: Deviations = {
  'create.token-repeated': 'knows no repetition: says that the secret exists',
  'create.token-reused': 'says it in other words',
  'create.name-taken': 'says it in other words',
  'create.name-characters': accepts,
  'create.name-513': accepts,
  'create.name-missing': crashes,
  'create.token-missing': accepts,
  'create.token-short': 'answers InvalidParameterException instead of ValidationException',
  'create.token-long': 'answers InvalidParameterException instead of ValidationException',
  'create.value-65537': accepts,
  'create.value-empty': accepts,
  'create.value-both': accepts,
  'create.description-2049': accepts,
  'create.scheduled-name': 'says that the secret exists, not that it is scheduled for deletion',
  'read.request-id': 'request ids have another form',
  'read.name-is-whole': status404,
  'read.missing': status404,
  'read.without-value': status404,
  'read.label-unknown': 'says that the secret does not exist, with status 404',
  'read.version-unknown': status404,
  'read.version-short': 'looks for it: ResourceNotFoundException, status 404',
  'read.label-elsewhere': status404,
  'read.unlabelled': emptyLabels,
  'read.id-empty': 'looks for it: ResourceNotFoundException, status 404',
  'read.id-long': 'looks for it: ResourceNotFoundException, status 404',
  'read.describe-missing': status404,
  'read.default-key': 'shows the default key',
  'read.accessed': 'never tells the last access',
  'read.batch': 'leaves what is missing out of the errors',
  'write.put-twice': emptyLabels,
  'write.put-steals': emptyLabels,
  'write.put-first': 'leaves the secret without AWSCURRENT',
  'write.put-repeated': 'makes the repeated version current again',
  'write.put-token-reused': 'overwrites the value of the version',
  'write.put-missing': status404,
  'write.put-no-token': accepts,
  'write.put-65537': accepts,
  'write.put-21-labels': accepts,
  'write.put-no-labels': accepts,
  'write.put-label-257': accepts,
  'write.update-token-reused': 'overwrites the value of the version',
  'write.update-missing': status404,
  'write.update-after-move': 'leaves AWSCURRENT on two versions',
  'labels.holder-wrong': 'says it in other words',
  'labels.race': 'lets one win, and yet had the version of another as current, once in five runs',
  'labels.remove': emptyLabels,
  'labels.remove-current': 'makes it AWSPREVIOUS, and reads it as the current one all the same',
  'labels.version-unknown': 'answers InvalidParameterException instead of ResourceNotFoundException',
  'labels.twenty-one': accepts,
  'labels.missing': status404,
  'delete.restore-missing': status404,
  'delete.missing': status404,
  'marked.get': 'says it in other words',
  'marked.put': 'writes to it all the same',
  'marked.update': 'says it in other words',
  'marked.tag': 'tags it all the same',
  'marked.untag': 'untags it all the same',
  'list.descending': 'does not sort by name',
  'list.token-invented': crashes,
  'list.page-0': accepts,
  'list.page-101': accepts,
  'list.versions': 'lists versions without labels always',
  'list.versions-entry': 'does not tell the key of a version',
  'list.versions-pages': 'has no pages of versions',
  'list.versions-missing': crashes,
  'tags.missing': status404,
  'tags.key-129': accepts,
  'policy.missing': status404,
  'rotate.no-function': 'rotates: the same value becomes a new current version',
  'rotate.missing': status404,
  'wire.unknown-operation': crashes,
  'wire.not-json': crashes,
  'wire.wrong-type': crashes,
  'wire.unknown-key': 'looks at no credentials',
  'sts.unknown-key': 'looks at no credentials',
  's3.replace-stale': 'ignores If-Match of a write',
  's3.replace-missing': 'ignores If-Match of a write',
  's3.replace-race': 'ignores If-Match of a write: all ten succeed',
  's3.none-match-tag': accepts,
  's3-list.token': accepts,
  's3.key-long': accepts,
  's3.checksum-wrong': 'does not look at checksums',
  's3.checksum-kept': 'does not give the checksum back',
};
