// The secrets of the account, found by name, ARN, or ARN without its random ending. They disappear at their deletion date.

import { randomInt } from 'node:crypto';

import { markedForDeletion, secretNotFound } from './answers.ts';
import type { StoredSecret } from './secret.ts';

/** Options of the store. */
export interface SecretStoreOptions {
  readonly account: string;
  readonly region: string;
  readonly secrets: readonly StoredSecret[];
  now(): number;
  /** Called after every change, before the caller is answered. */
  changed(): void;
}

const suffixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export class SecretStore {
  readonly #options: SecretStoreOptions;
  readonly #secrets: Map<string, StoredSecret>;

  constructor(options: SecretStoreOptions) {
    this.#options = options;
    this.#secrets = new Map(options.secrets.map((secret) => [secret.arn, secret]));
  }

  /** The secret with this id, also when it is scheduled for deletion. */
  find(secretId: string): StoredSecret | undefined {
    return this.all().find(
      ({ arn, name }) => arn === secretId || name === secretId || withoutSuffix(arn) === secretId,
    );
  }

  /** As {@link find}, but throws the not-found answer. */
  get(secretId: string): StoredSecret {
    const secret = this.find(secretId);
    if (secret === undefined) throw secretNotFound();
    return secret;
  }

  /** As {@link get}, but refuses a secret that is scheduled for deletion. */
  getLive(secretId: string): StoredSecret {
    const secret = this.get(secretId);
    if (secret.deletion !== undefined) throw markedForDeletion();
    return secret;
  }

  all(): readonly StoredSecret[] {
    const now = this.#options.now();
    for (const { arn, deletion } of this.#secrets.values()) {
      if (deletion !== undefined && deletion.atMs <= now) this.#secrets.delete(arn);
    }
    return [...this.#secrets.values()];
  }

  put(secret: StoredSecret): void {
    this.#secrets.set(secret.arn, secret);
    this.#options.changed();
  }

  /** An ARN for a secret of this name, with the random ending that AWS gives it. */
  newArn(name: string): string {
    const suffix = Array.from({ length: 6 }, () => suffixLetters.charAt(randomInt(suffixLetters.length)));
    return `arn:aws:secretsmanager:${this.#options.region}:${this.#options.account}:secret:${name}-${suffix.join('')}`;
  }
}

function withoutSuffix(arn: string): string {
  return arn.slice(0, -7);
}
