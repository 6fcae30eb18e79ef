/**
 * Loaded in front of a test file by `scripts/test.ts`: stands before uvu, and tells on descriptor 3 which test begins and ends, one line each. uvu
 * itself names only tests that failed, at the end. So the runner knows that a file makes progress, and where one stopped that does not.
 */
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import * as uvu from 'uvu';
import type { Callback, Test } from 'uvu';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'uvu' ? { url: import.meta.url, shortCircuit: true } : next(specifier, context),
});

/** What test files get as `test` of uvu. */
export const test: Test = telling(uvu.test);

/** What test files get as `suite` of uvu. */
export function suite<T>(title?: string, context?: T): Test<T> {
  return telling(uvu.suite(title, context));
}

function telling<T>(real: Test<T>): Test<T> {
  type Handler = Callback<T>;
  const named = (name: string, handler: Handler): Handler => told(`the test "${name}"`, handler);
  const add = (name: string, handler: Handler): void => real(name, named(name, handler));
  return Object.assign(add, {
    only: (name: string, handler: Handler) => real.only(name, named(name, handler)),
    skip: (name?: string, handler?: Handler) => real.skip(name, handler),
    before: Object.assign((hook: Handler) => real.before(hooked('the hook before all tests', hook)), {
      each: (hook: Handler) => real.before.each(hooked('the hook before a test', hook)),
    }),
    after: Object.assign((hook: Handler) => real.after(hooked('the hook after all tests', hook)), {
      each: (hook: Handler) => real.after.each(hooked('the hook after a test', hook)),
    }),
    run: () => real.run(),
  });
}

function told<T>(what: string, handler: Callback<T>): Callback<T> {
  return async (context) => {
    tell(`in ${what}`);
    try {
      await handler(context);
    } finally {
      tell(`after ${what}`);
    }
  };
}

/** uvu swallows what a hook throws. */
function hooked<T>(what: string, hook: Callback<T>): Callback<T> {
  return told(what, async (context) => {
    try {
      await hook(context);
    } catch (error) {
      console.error(`${what} failed:`, error);
      throw error;
    }
  });
}

function tell(where: string): void {
  // At once: a test that blocks the thread is named, too.
  writeSync(3, `${where.replaceAll('\n', ' ')}\n`);
}
