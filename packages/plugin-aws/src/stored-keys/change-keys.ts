/** Changes a key set one write at a time. Each write depends only on what is stored then, so the next run continues after a killed or parallel one. */
import { isDeployError } from '@paintbox/deploy-core';
import type { EffectContext, PlannedEffect } from '@paintbox/deploy-core';
import type { Aws, SecretValue } from '../client/aws.ts';
import { placeOf, readKeys } from './key-secrets.ts';
import type { KeyNames } from './key-secrets.ts';
import { secretNotVisible } from '../keys-errors.ts';
import { announcesChanges, withPlannedChanges } from '../keys/planned-changes.ts';
import type { PrivateDocument } from '../keys/private-document.ts';
import type { PublicSet } from '../keys/public-jwk.ts';
import { prove, proven, readProven } from './proven-keys.ts';
import type { ProvenKeys } from './proven-keys.ts';
import { registerPrivateText } from './register-private-text.ts';
import { dropOwnLabels, hasOwnLabels, replaceSecret } from './replace-secret.ts';
import { keysChangedMeanwhile } from '../rotation-errors.ts';

/** One write. */
export type KeyChange = {
  /** Its name in plans and the journal. */
  readonly effect: string;
  /** A description for people, equal for equal changes. So it does not name a key that is not made yet. */
  readonly describe: string;
} & (
  | { readonly target: 'private'; readonly document: PrivateDocument }
  | { readonly target: 'public'; readonly set: PublicSet }
);

/** Returns the next write for the stored keys; undefined when nothing is left to do, `look-again` after a wait. */
export type NextChange = (keys: ProvenKeys) => Promise<KeyChange | 'look-again' | undefined>;

/** The last write of every change: it stores when the set will change, for the apps that serve it. Undefined when that is already stored. */
export function announcement(keys: ProvenKeys, names: KeyNames): KeyChange | undefined {
  if (announcesChanges(keys.publicKeys.text, keys.document)) return undefined;
  const describe = `write down in '${names.publicSecretId}' when the keys change, for those who serve them`;
  return { effect: 'announce-changes', describe, target: 'public', set: keys.set };
}

/** Where the keys are. */
export interface KeyStore {
  readonly aws: Aws;
  readonly names: KeyNames;
}

/** How often another writer may be faster before this run gives up. */
const MISSES = 40;
/** More writes than any change of a key set needs. It stops a change that would never end. */
const WRITES = 20;
const DROP_LABELS = 'drop-labels';
/** Waits between reads, in ms; the last one is repeated. */
const PAUSES_MS = [100, 250, 500, 1000];

/**
 * Writes until nothing is left to write, and returns the stored keys.
 *
 * @throws DeployError as `readProven`; `KEYS_CHANGED_MEANWHILE` when other writers are faster every time
 */
export async function changeKeys(store: KeyStore, next: NextChange, ctx: EffectContext): Promise<ProvenKeys> {
  const { aws, names } = store;
  const idOf = numbered();
  const replaced = new Set<string>();
  let keys = await readProven(aws, names, ctx);
  for (let misses = 0, writes = 0; misses < MISSES;) {
    const change = await next(keys);
    if (change === undefined) {
      const untidy = untidySecrets(keys, names);
      if (untidy.length > 0) await ctx.effect(idOf(DROP_LABELS), dropOwnLabels(aws, untidy));
      return keys;
    }
    if (change === 'look-again') {
      keys = await readAfter(store, replaced, ctx);
      continue;
    }
    const id = idOf(change.effect);
    const { secretId, from, text } = writeOf(change, keys, names);
    // The public text must not be masked: the next stages need it.
    if (change.target === 'private') registerPrivateText(text, ctx);
    const token = ctx.random.uuid();
    try {
      const replacement = { secretId, from, text, token, describe: change.describe };
      const { versionId } = await ctx.effect(id, replaceSecret(aws, replacement));
      if (versionId === token) replaced.add(from.versionId);
      writes += 1;
      if (writes > WRITES) throw new TypeError(`'${change.effect}' is written again and again`);
    } catch (error) {
      if (!isDeployError(error) || error.code !== 'KEYS_CHANGED_MEANWHILE') throw error;
      ctx.log.info(`${error.message}; looking again`);
      misses += 1;
      await ctx.clock.sleep(pause(misses), ctx.signal);
    }
    keys = await readAfter(store, replaced, ctx);
  }
  throw keysChangedMeanwhile(names.privateSecretId, aws.region);
}

/** The writes that would follow. Each starts from the result of the one before. */
export async function planChanges(
  { aws, names }: KeyStore,
  keys: ProvenKeys,
  next: NextChange,
  idOf: (effect: string) => string = numbered(),
): Promise<readonly PlannedEffect[]> {
  const change = await next(keys);
  if (change === undefined) {
    const untidy = untidySecrets(keys, names);
    if (untidy.length === 0) return [];
    return [{ effect: idOf(DROP_LABELS), describe: dropOwnLabels(aws, untidy).describe }];
  }
  if (change === 'look-again') return planChanges({ aws, names }, keys, next, idOf);
  const { text } = writeOf(change, keys, names);
  const { publicKeys, privateKey } = keys;
  const after = await (change.target === 'private'
    ? prove(placeOf(names, aws), publicKeys, { ...privateKey, text }, aws.now())
    : prove(placeOf(names, aws), { ...publicKeys, text }, privateKey, aws.now()));
  const planned = { effect: idOf(change.effect), describe: change.describe };
  return [planned, ...(await planChanges({ aws, names }, after, next, idOf))];
}

/** The secrets with a label that a killed run left behind. */
function untidySecrets({ publicKeys, privateKey }: ProvenKeys, names: KeyNames): readonly string[] {
  return [
    ...(hasOwnLabels(privateKey) ? [names.privateSecretId] : []),
    ...(hasOwnLabels(publicKeys) ? [names.publicSecretId] : []),
  ];
}

/** Gives each write its own name, so that the journal does not confuse it with an earlier write of the same kind. */
function numbered(): (effect: string) => string {
  const counts = new Map<string, number>();
  return (effect) => {
    const count = (counts.get(effect) ?? 0) + 1;
    counts.set(effect, count);
    return count === 1 ? effect : `${effect}-${count}`;
  };
}

function writeOf(
  change: KeyChange,
  keys: ProvenKeys,
  names: KeyNames,
): { readonly secretId: string; readonly from: SecretValue; readonly text: string } {
  return change.target === 'private'
    ? { secretId: names.privateSecretId, from: keys.privateKey, text: JSON.stringify(change.document) }
    : {
        secretId: names.publicSecretId,
        from: keys.publicKeys,
        text: withPlannedChanges(change.set, keys.document),
      };
}

/** Reads until AWS no longer shows a version that this run has replaced. AWS may show an old version for a while. */
async function readAfter(
  { aws, names }: KeyStore,
  replaced: ReadonlySet<string>,
  ctx: EffectContext,
): Promise<ProvenKeys> {
  for (let looks = 1; looks <= 10; looks += 1) {
    const stored = await readKeys(aws, names, ctx);
    const versions = [stored.publicKeys?.versionId, stored.privateKey?.versionId];
    const old = versions.some((version) => version !== undefined && replaced.has(version));
    if (!old) return proven(aws, names, stored);
    await ctx.clock.sleep(pause(looks), ctx.signal);
  }
  throw secretNotVisible(names.privateSecretId, aws.region);
}

function pause(times: number): number {
  return PAUSES_MS[Math.min(times, PAUSES_MS.length) - 1] ?? 0;
}
