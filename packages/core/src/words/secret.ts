/** A value that must not be seen. It can be sent where it is needed, and prints as `[redacted]` everywhere else. */
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * Holds a value that neither `String`, `JSON.stringify` nor `console.log` will show.
 *
 * @example
 * const token = new Secret('hidden');
 * console.log(token); // [redacted]
 * await fetch(address, { headers: { authorization: `Bearer ${token.reveal()}` } });
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }
}

// Defined here because a class member cannot be named by a symbol and keep a written type.
Object.defineProperty(Secret.prototype, inspect.custom, { value: () => REDACTED });
