/** The writes of a rotation. */
import { announcement } from './change-keys.ts';
import type { KeyChange, NextChange } from './change-keys.ts';
import type { KeyPlace } from '../keys-errors.ts';
import { generateKey, newKeyAlgorithms } from '../keys/generate-key.ts';
import type { NewKeyAlgorithm } from '../keys/generate-key.ts';
import { activeKey } from '../keys/private-document.ts';
import type { PrivateDocument, PrivateKeyEntry } from '../keys/private-document.ts';
import { activated, nextStep, scheduled, withNext } from '../keys/rotation.ts';
import type { RotationMood, RotationStep } from '../keys/rotation.ts';
import type { RotationTimes } from '../keys/rotation-times.ts';
import type { ProvenKeys } from './proven-keys.ts';
import { assertPresentShape } from './rewritable.ts';
import { algorithmUnknown } from '../rotation-errors.ts';

/** How to rotate. */
export interface RotationRules {
  readonly place: KeyPlace;
  readonly times: RotationTimes;
  /** Algorithm of a new key; undefined for that of the key that signs. */
  readonly algorithm: NewKeyAlgorithm | undefined;
  mood(): RotationMood;
  /** Rejects when the endpoint does not serve the key that is about to sign. Not called in an emergency. */
  readonly assertServed: ((kid: string) => Promise<void>) | undefined;
  /** Waits until a time in milliseconds since 1970; undefined for a run that does not wait. */
  readonly wait: ((key: PrivateKeyEntry, until: number) => Promise<void>) | undefined;
}

/**
 * The requested algorithm.
 *
 * @throws DeployError `KEYS_ALGORITHM_UNKNOWN`
 */
export function newKeyAlgorithm(given: string | undefined): NewKeyAlgorithm | undefined {
  if (given === undefined) return undefined;
  const known = newKeyAlgorithms.find((name) => name.toLowerCase() === given.toLowerCase());
  if (known === undefined) throw algorithmUnknown(given, newKeyAlgorithms);
  return known;
}

/** Decides each write of a rotation. */
export function rotationChanges(rules: RotationRules): NextChange {
  return async (keys) => {
    assertPresentShape(rules.place, keys);
    const mood = rules.mood();
    const step = nextStep(keys.document, keys.set, mood);
    if (step.type === 'activate' && mood.emergencySince === undefined)
      await rules.assertServed?.(step.key.kid);
    if (step.type !== 'wait' && step.type !== 'overlap') {
      return changeOf(step, keys, { ...rules, now: mood.now });
    }
    const told = announcement(keys, rules.place);
    if (told !== undefined) return told;
    if (step.type === 'overlap' || rules.wait === undefined) return undefined;
    await rules.wait(step.key, step.until);
    return 'look-again';
  };
}

type Writing = Exclude<RotationStep, { readonly type: 'wait' | 'overlap' }>;

async function changeOf(
  step: Writing,
  { document }: ProvenKeys,
  { place, times, algorithm, now }: RotationRules & { readonly now: number },
): Promise<KeyChange> {
  const { privateSecretId, publicSecretId } = place;
  switch (step.type) {
    case 'begin': {
      const alg = algorithm ?? usualAlgorithm(document);
      const key = await generateKey({ now: new Date(now), alg, state: 'next' });
      const describe = `store a new ${alg} key in '${privateSecretId}', which does not sign yet`;
      return {
        effect: 'store-next-key',
        describe,
        target: 'private',
        document: withNext(document, key, now),
      };
    }
    case 'publish': {
      const describe = `publish the new key in '${publicSecretId}'`;
      return { effect: 'publish-next-key', describe, target: 'public', set: step.set };
    }
    case 'schedule': {
      const describe = `write down in '${privateSecretId}' from when the published key may sign`;
      const changed = scheduled(document, step.key.kid, now, times);
      return { effect: 'schedule-next-key', describe, target: 'private', document: changed };
    }
    case 'activate': {
      const before = activeKey(document)?.kid ?? 'none';
      const describe = `let the published key sign instead of '${before}', which stays published`;
      const changed = activated(document, step.key.kid, now, times);
      return { effect: 'activate-next-key', describe, target: 'private', document: changed };
    }
    default:
      return unreachable(step);
  }
}

/** Verifiers may accept one algorithm only, so a rotation keeps it unless an option changes it. */
function usualAlgorithm(document: PrivateDocument): NewKeyAlgorithm {
  const alg = activeKey(document)?.alg;
  return newKeyAlgorithms.find((name) => name === alg) ?? 'ES256';
}

function unreachable(step: never): never {
  throw new TypeError(`Not expected here: ${typeof step}`);
}
