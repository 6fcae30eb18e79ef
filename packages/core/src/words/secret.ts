/** A value that must not be seen. It prints as `[redacted]`; only `reveal()` returns the value. */
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** Values are kept outside of the objects, so that code which walks over an object cannot find them. */
const values = new WeakMap<object, unknown>();

/**
 * Holds a value that neither `String`, `JSON.stringify`, `structuredClone` nor `console.log` will show.
 * The type is structural, so that two installed copies of this package accept each other's secrets.
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

  /** The value itself, for the code that sends it. */
  reveal(): T {
    // The type is that of the constructor's argument.
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
