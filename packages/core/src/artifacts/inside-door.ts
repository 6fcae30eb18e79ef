/**
 * Asks a machine from inside, for checks that must prove a build before users meet it. The plugin of a platform opens the door. It is given in the
 * config file; it is not an artifact, because it does things.
 */
import type { StageContext } from '../words/context.ts';
import type { Secret } from '../words/secret.ts';

/** What a machine is asked, over plain HTTP at its own loopback address. */
export interface InsideRequest {
  /** Where the app listens inside the machine. */
  readonly port: number;
  readonly method: 'GET' | 'POST';
  /** Path and query: `/api/health`. */
  readonly path: string;
  /** A secret is never put where other programs of the machine could read it. Where that is not possible, nothing is asked. */
  readonly headers: Readonly<Record<string, string | Secret<string>>>;
  readonly body?: string | Secret<string> | undefined;
  /** Limit for the whole answer. */
  readonly timeoutMs: number;
}

/**
 * What came of it. `no-answer`: the machine was asked, and its app did not answer: a finding about the app. `not-asked`: it could not be asked, or
 * what came back proves nothing: no finding at all.
 */
export type InsideAnswer =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      /** In the order they came; a name may come twice. */
      readonly headers: readonly (readonly [name: string, value: string])[];
      /** Read as UTF-8. */
      readonly body: string;
      /** Why the body is not whole: it is too long, or the program of the image prints none here. */
      readonly cut?: string | undefined;
      /** The program of the image that asked: `node`, `curl`. */
      readonly program: string;
    }
  | {
      readonly outcome: 'no-answer';
      readonly kind: 'refused' | 'timeout' | 'reset' | 'other';
      readonly reason: string;
      readonly program: string;
    }
  | {
      readonly outcome: 'not-asked';
      /**
       * `no-program`: the image has none that can ask. `not-allowed`: the platform lets nobody in. `busy`: somebody changes the machine. `secret`: the
       * program of the image would show a secret. `unclear`: what came back cannot be read.
       */
      readonly kind: 'no-program' | 'not-allowed' | 'busy' | 'secret' | 'unclear';
      readonly reason: string;
    };

/**
 * A way into each machine of the run's app.
 *
 * @example
 * const answer = await door.ask(
 *   'e784079b449483',
 *   { port: 8080, method: 'GET', path: '/api/health', headers: {}, timeoutMs: 5_000 },
 *   ctx,
 * );
 * if (answer.outcome === 'not-asked') ctx.log.warn(`nothing is known: ${answer.reason}`);
 */
export interface InsideDoor {
  /** Follows no redirect. Nobody may hold a lease on the machine meanwhile. Rejects only when the run is cancelled, or the platform does not answer. */
  ask(machine: string, request: InsideRequest, ctx: StageContext): Promise<InsideAnswer>;
}
