/** Stores that are broken in one way each, made of the one in memory that keeps the contract. */
import type { StateStore } from '../../src/index.ts';

/** One way of being broken. */
interface Breaking {
  readonly store: (whole: StateStore) => Partial<StateStore>;
  /** What the contract says of it. */
  readonly said: RegExp;
}

export const BROKEN_STORES: Readonly<Record<string, Breaking>> = {
  'lets everybody create a key': {
    store: (whole) => ({ create: async (key, value) => (await whole.create(key, value)) || true }),
    said: /a key is created by exactly one of many at once: how many were told/,
  },
  'looks before it creates': {
    store: (whole) => ({
      async create(key, value) {
        const before = await whole.read(key);
        if (before !== undefined) return false;
        await whole.remove(key);
        await whole.create(key, value);
        return true;
      },
    }),
    said: /a key is created by exactly one of many at once: how many were told/,
  },
  'replaces whatever is there': {
    store: (whole) => ({
      replace: async (key, value) => whole.replace(key, value, (await whole.read(key))?.tag ?? ''),
    }),
    said: /a value is replaced only as the version that was read: replace with an old tag/,
  },
  'says that it has replaced, and has not': {
    store: (whole) => ({ replace: async (key, _, tag) => (await whole.read(key))?.tag === tag }),
    said: /a value is replaced only as the version that was read: replace with an old tag/,
  },
  'lists without order': {
    store: (whole) => ({ list: async (prefix) => (await whole.list(prefix)).toReversed() }),
    said: /keys are listed by prefix, sorted, values and logs alike: list 'b\/'/,
  },
  'lists all keys, whatever the prefix': {
    store: (whole) => ({ list: () => whole.list('') }),
    said: /keys are listed by prefix, sorted, values and logs alike: list 'b\/'/,
  },
  'takes a prefix for a folder': {
    store: (whole) => ({
      list: async (prefix) =>
        (await whole.list(prefix)).filter((key) => ['/', undefined, ''].includes(key[prefix.length])),
    }),
    said: /keys are listed by prefix, sorted, values and logs alike: list 'b/,
  },
  'lists one page': {
    store: (whole) => ({ list: async (prefix) => (await whole.list(prefix)).slice(0, 1_000) }),
    said: /more keys than one page of any service holds are all listed: list/,
  },
  'loses what was in a log': {
    store: (whole) => ({
      async append(key, lines, options) {
        await whole.remove(key);
        await whole.append(key, lines, options);
      },
    }),
    said: /a log gives back its lines in order, whatever characters they hold: lines/,
  },
  'loses all but one of the lines of a call': {
    store: (whole) => ({ append: (key, lines, options) => whole.append(key, lines.slice(0, 1), options) }),
    said: /a log gives back its lines in order, whatever characters they hold: lines/,
  },
  'loses empty lines': {
    store: (whole) => ({
      append: (key, lines, options) =>
        whole.append(
          key,
          lines.filter((line) => line !== ''),
          options,
        ),
    }),
    said: /a log gives back its lines in order, whatever characters they hold: lines/,
  },
  'keeps only lines that are to be durable': {
    store: (whole) => ({
      append: async (key, lines, options) =>
        options.durable ? whole.append(key, lines, options) : undefined,
    }),
    said: /a log gives back its lines in order, whatever characters they hold: lines/,
  },
  'parts lines at more characters than the line feed': {
    store: (whole) => ({
      append: (key, lines, options) =>
        whole.append(
          key,
          lines.flatMap((line) => line.split(/[\r\u2028]/)),
          options,
        ),
    }),
    said: /a log gives back its lines in order, whatever characters they hold: lines/,
  },
  'trims values': {
    store: (whole) => ({ create: (key, value) => whole.create(key, value.replaceAll('\r', '')) }),
    said: /a value is given back whole, whatever characters it holds: read/,
  },
  'only hides what is removed': {
    store(whole) {
      const hidden = new Set<string>();
      return {
        remove: async (key) => void hidden.add(key),
        list: async (prefix) => (await whole.list(prefix)).filter((key) => !hidden.has(key)),
      };
    },
    said: /what is removed is gone: read/,
  },
  'removes values only': {
    store: (whole) => ({
      async remove(key) {
        if ((await whole.read(key)) !== undefined) await whole.remove(key);
      },
    }),
    said: /what is removed is gone: lines/,
  },
  'refuses to remove what is not there': {
    store: (whole) => ({
      async remove(key) {
        if (!(await whole.list('')).includes(key)) throw new Error('nothing to remove');
        await whole.remove(key);
      },
    }),
    said: /what was never written is not there: nothing to remove/,
  },
  'takes any key': {
    store: (whole) => ({
      create: async (key, value) => (/^[\w/]+$/.test(key) ? whole.create(key, value) : true),
    }),
    said: /a key that could leave the state is refused with STATE_BAD_KEY: create ""/,
  },
};
