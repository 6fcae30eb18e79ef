/** The texts of log parts that this process has read or written. A part is never replaced, so whoever follows a log reads each of its parts once. */

/** Some MB. What was used least recently is forgotten first. */
const MOST_CHARACTERS = 16_000_000;

/** Remembers parts by their keys. */
export interface KnownParts {
  get(key: string): string | undefined;
  set(key: string, text: string): void;
  /** Forgets every part whose key begins so. */
  forget(prefix: string): void;
}

/** Remembers none yet. */
export function knownParts(most: number = MOST_CHARACTERS): KnownParts {
  // A map keeps the order in which keys were set.
  const texts = new Map<string, string>();
  let characters = 0;
  const remove = (key: string): void => {
    characters -= texts.get(key)?.length ?? 0;
    texts.delete(key);
  };
  const set = (key: string, text: string): void => {
    remove(key);
    texts.set(key, text);
    characters += text.length;
    for (const oldest of texts.keys()) {
      if (characters <= most) break;
      remove(oldest);
    }
  };
  return {
    get(key) {
      const text = texts.get(key);
      if (text !== undefined) set(key, text);
      return text;
    },
    set,
    forget(prefix) {
      for (const key of texts.keys()) if (key.startsWith(prefix)) remove(key);
    },
  };
}
