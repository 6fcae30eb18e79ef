/**
 * Looks at the stored keys as signers and verifiers do, caches and late readers included, and says whether any token would be refused. Written without
 * the plugin's own code: jose alone is the judge.
 */
import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';
import * as assert from 'uvu/assert';

/** How verifiers and signers behave, in seconds. */
export interface Habits {
  readonly tokenTtlSeconds: number;
  readonly cacheMaxAgeSeconds: number;
  readonly propagationSeconds: number;
}

interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly state: string;
  readonly jwk: JWK;
}

/** One stored text, and the time in which it was the current one. */
interface Period {
  readonly text: string;
  /** Undefined while it is current. */
  until: number | undefined;
}

interface Token {
  readonly token: string;
  readonly kid: string;
  readonly expiresAt: number;
}

const NAMES = {
  document: 'paintbox/production/jwt/private-key',
  set: 'paintbox/production/jwt/public-keys',
} as const;

/** Watches one account from its first pair on. */
export class KeyWatch {
  readonly #stateFile: string;
  readonly #habits: Habits;
  readonly #periods: Record<keyof typeof NAMES, Period[]> = { document: [], set: [] };
  /** The latest token of each key. */
  readonly #tokens = new Map<string, Token>();
  readonly #found: unknown[] = [];
  /** How many verifications were asked for. */
  verified = 0;
  looks = 0;

  constructor(stateFile: string, habits: Habits) {
    this.#stateFile = stateFile;
    this.#habits = habits;
  }

  /** Checks the keys now (ms since 1970) and stores the problems, because an error thrown inside a server callback would not fail the test. */
  async look(now: number, where: string): Promise<void> {
    try {
      await this.#judge(now, where);
    } catch (error) {
      this.#found.push(error);
    }
  }

  /** Fails with the first live token that anyone would have refused. */
  assertNothingFound(): void {
    if (this.#found.length > 0) throw this.#found[0];
  }

  async #judge(now: number, where: string): Promise<void> {
    const { propagationSeconds, cacheMaxAgeSeconds, tokenTtlSeconds } = this.#habits;
    await this.#read(now);
    this.looks += 1;
    // Whoever signs may still have a document that was replaced a moment ago.
    for (const text of this.#since('document', now - propagationSeconds * 1000)) {
      const { keys } = JSON.parse(text) as { readonly keys: readonly Key[] };
      const active = keys.filter(({ state }) => state === 'active');
      assert.is(active.length, 1, `${where}: one key signs`);
      for (const key of active) await this.#mint(key, now, tokenTtlSeconds);
    }
    // Whoever verifies may still have a set that was replaced before its cache expired.
    const sets = this.#since('set', now - (propagationSeconds + cacheMaxAgeSeconds) * 1000);
    assert.ok(sets.length > 0, `${where}: a set is published`);
    for (const text of sets) {
      const set = createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
      for (const { token, kid } of this.#alive(now)) {
        const currentDate = new Date(now);
        await jwtVerify(token, set, { currentDate }).catch((error: unknown) =>
          assert.unreachable(`${where}: a live token of ${kid} is refused: ${String(error)}`),
        );
        this.verified += 1;
      }
    }
  }

  async #read(now: number): Promise<void> {
    const { secrets } = JSON.parse(await readFile(this.#stateFile, 'utf8')) as {
      readonly secrets: readonly {
        readonly name: string;
        readonly versions: readonly {
          readonly labels: readonly string[];
          readonly value: { readonly data: string };
        }[];
      }[];
    };
    for (const kind of ['document', 'set'] as const) {
      const versions = secrets.find(({ name }) => name === NAMES[kind])?.versions ?? [];
      const current = versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.value.data;
      assert.ok(current !== undefined, `${NAMES[kind]} has a value`);
      const periods = this.#periods[kind];
      const last = periods.at(-1);
      if (last?.text === current) continue;
      if (last !== undefined) last.until = now;
      periods.push({ text: current, until: undefined });
    }
  }

  /** Every text that was current at some time since then. */
  #since(kind: keyof typeof NAMES, time: number): readonly string[] {
    return this.#periods[kind]
      .filter(({ until }) => until === undefined || until >= time)
      .map(({ text }) => text);
  }

  async #mint({ kid, alg, jwk }: Key, now: number, ttlSeconds: number): Promise<void> {
    const expiresAt = now + ttlSeconds * 1000;
    const token = await new SignJWT({})
      .setProtectedHeader({ alg, kid })
      .setExpirationTime(new Date(expiresAt))
      .sign(await importJWK(jwk, alg));
    this.#tokens.set(kid, { token, kid, expiresAt });
  }

  #alive(now: number): readonly Token[] {
    // A token carries whole seconds; one in its last second is over for some.
    return [...this.#tokens.values()].filter(({ expiresAt }) => expiresAt > now + 1000);
  }
}
