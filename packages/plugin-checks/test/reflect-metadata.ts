/** The few functions of the decorator metadata proposal that `@peculiar/x509` insists on. Import this before it. */

type Owner = object;
const store = new WeakMap<Owner, Map<unknown, unknown>>();

function getOwnMetadata(name: unknown, owner: Owner): unknown {
  return store.get(owner)?.get(name);
}

function getMetadata(name: unknown, owner: Owner): unknown {
  for (let next: Owner | null = owner; next !== null; next = Reflect.getPrototypeOf(next)) {
    if (store.get(next)?.has(name) === true) return getOwnMetadata(name, next);
  }
  return undefined;
}

function defineMetadata(name: unknown, value: unknown, owner: Owner): void {
  const own = store.get(owner) ?? new Map<unknown, unknown>();
  store.set(owner, own.set(name, value));
}

if (!('getMetadata' in Reflect)) {
  Object.assign(Reflect, {
    getMetadata,
    getOwnMetadata,
    defineMetadata,
    hasOwnMetadata: (name: unknown, owner: Owner) => store.get(owner)?.has(name) === true,
    metadata: (name: unknown, value: unknown) => (owner: Owner) => defineMetadata(name, value, owner),
  });
}
