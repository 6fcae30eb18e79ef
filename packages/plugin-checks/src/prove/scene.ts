/** The state of the app without a fault: its build, machine and keys. */
import { generateKeyPairSync } from 'node:crypto';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import { isObject, parseObject } from '../http/parse-object.ts';
import type { JsonObject } from '../http/parse-object.ts';
import type { Settings } from '../suite/resolve-options.ts';
import { Witness } from '../suite/witness.ts';
import type { Scene } from './fault.ts';
import type { LiveApp } from './original.ts';

/** The app as it is. */
export interface Setting {
  readonly scene: Scene;
  /** Undefined when the app does not say. */
  readonly build: string | undefined;
  readonly machine: string | undefined;
  /** The served set in the form of published keys, because the stored keys are not known here. */
  readonly servedKeys: PublishedKeys;
}

/** Asks the app for the facts that the faults need. */
export async function lookAround(original: LiveApp, settings: Settings): Promise<Setting> {
  const { endpoints, identity, tokens } = settings;
  const health = await original({ path: endpoints.health, headers: {} });
  const seen = new Witness(identity.header, undefined).see(health, true);
  const { body } = await original({ path: endpoints.jwks, headers: {} });
  const set = parseObject(body)?.['keys'];
  const keys = (Array.isArray(set) ? (set as readonly unknown[]) : []).filter(isObject);
  const kids = keys.flatMap(({ kid }) => (typeof kid === 'string' ? [kid] : []));
  return {
    build: seen.version ?? undefined,
    machine: seen.machine ?? undefined,
    servedKeys: {
      secretId: 'the served set',
      versionId: 'now',
      kids,
      activeKid: kids[0] ?? '',
      jwks: body,
    },
    scene: {
      ...endpoints,
      protectedPath: tokens?.path,
      buildHeader: identity.header.toLowerCase(),
      machineHeader: identity.machineHeader.toLowerCase(),
      keys,
      strange: strangeKey(),
    },
  };
}

function strangeKey(): Scene['strange'] {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = { kid: 'a-key-of-before', alg: 'ES256', use: 'sig' };
  const whole = (key: typeof publicKey): JsonObject => ({ ...key.export({ format: 'jwk' }), ...names });
  return { open: whole(publicKey), whole: whole(privateKey) };
}
