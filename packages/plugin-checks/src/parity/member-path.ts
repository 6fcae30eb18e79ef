/** Members of nested JSON by a path with dots: `areas.0.areaM2`. */
import { isObject } from '../http/parse-object.ts';

/** The member at the path; undefined when there is none. */
export function memberAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((parent, name) => {
    if (Array.isArray(parent)) return (parent as readonly unknown[])[Number(name)];
    return isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  }, value);
}

/** A value made of members by path; numbers in a path make lists. */
export function buildFrom(members: readonly (readonly [path: string, value: unknown])[]): unknown {
  const byName = Map.groupBy(
    members.map(([path, value]) => {
      const [name = '', ...rest] = path.split('.');
      return { name, rest: rest.join('.'), value };
    }),
    ({ name }) => name,
  );
  const entries = [...byName].map(([name, own]) => {
    const [first] = own;
    const value = first?.rest === '' ? first.value : buildFrom(own.map(({ rest, value }) => [rest, value]));
    return [name, value] as const;
  });
  const isList = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name));
  return isList
    ? entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value)
    : Object.fromEntries(entries);
}
