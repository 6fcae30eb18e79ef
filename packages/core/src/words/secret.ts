/** A value that must not be seen. It can be sent where it is needed, and prints as `[redacted]` everywhere else. */
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** Beside the objects, so that nothing that walks over them comes upon a value. */
const values = new WeakMap<object, unknown>();

/**
 * Holds a value that neither `String`, `JSON.stringify`, `structuredClone` nor `console.log` will show.
 * Its type is its methods, so that the secret of one installed copy of this package is a secret to another one.
 *
 * @example
 * const token = new Secret('hidden');
 * console.log(token); // [redacted]
 * await fetch(address, { headers: { authorization: `Bearer ${token.reveal()}` } });
 */
export class Secret<T> {
  constructor(value: T) {
    values.set(this, value);
  }

  /** The value itself, for the one place that sends it. */
  reveal(): T {
    // What the constructor was given.
    return values.get(this) as T;
  }

  /** `[redacted]`, so that text made of it shows nothing. */
  toString(): string {
    return REDACTED;
  }

  /** `[redacted]`, so that JSON made of it shows nothing. */
  toJSON(): string {
    return REDACTED;
  }
}

// Defined here because a class member cannot be named by a symbol and keep a written type.
Object.defineProperty(Secret.prototype, inspect.custom, { value: () => REDACTED });
