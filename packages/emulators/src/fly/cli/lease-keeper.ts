/** Holds the leases of the machines a deploy works on, renewing them until released. */
import { scaledMs } from '../timing.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';

/** The leases of one deploy. Their nonces go with every machine call of the API client. */
export class LeaseKeeper {
  readonly #call: Call;
  readonly #app: string;
  readonly #ttlSeconds: number;
  readonly #held = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  readonly #forget: () => void;

  constructor(call: Call, app: string, ttlMs: number) {
    this.#call = call;
    this.#app = app;
    this.#ttlSeconds = Math.max(1, Math.ceil(ttlMs / 1000));
    this.#forget = call.cancellation.onCancel(() => this.release());
    const renewEveryMs = Math.min(Math.max(1000, scaledMs(4000, call.timing)), (this.#ttlSeconds * 1000) / 3);
    this.#timer = setInterval(() => void this.#renew(), renewEveryMs);
    this.#timer.unref();
  }

  /** Takes the leases of all machines, or none and an error naming the holder. */
  async acquire(ids: readonly string[]): Promise<void> {
    try {
      for (const id of ids) {
        const { data } = await this.#call.api.acquireLease(this.#app, id, this.#ttlSeconds);
        this.#call.api.nonces.set(id, data.nonce);
        this.#held.add(id);
      }
    } catch (error) {
      await this.release();
      const id = ids.find((candidate) => (error as Error).message.includes(candidate)) ?? '';
      throw new FlyctlError(
        `failed to acquire leases: failed to get lease on VM ${id}: ${(error as Error).message}`,
      );
    }
  }

  /** Stops holding a machine that no longer exists. */
  drop(id: string): void {
    this.#held.delete(id);
    this.#call.api.nonces.delete(id);
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    this.#forget();
    const ids = [...this.#held];
    this.#held.clear();
    const attempts = ids.map(async (id) => this.#call.api.releaseLease(this.#app, id, { force: false }));
    const results = await Promise.allSettled(attempts);
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected') {
        this.#call.err(
          `failed to release lease for machine ${ids[index]}: ${(result.reason as Error).message}`,
        );
      }
    }
  }

  async #renew(): Promise<void> {
    for (const id of this.#held) {
      await this.#call.api.acquireLease(this.#app, id, this.#ttlSeconds).catch((error: Error) => {
        this.#call.err(`failed to refresh lease for machine ${id}: ${error.message}`);
      });
    }
  }
}
