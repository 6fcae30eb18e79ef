/** The wiring check at run time, in the same sentences as the types, for JavaScript users and for lists built by code. */
import { artifactOf } from './artifact.ts';
import { stagesOf } from './parallel.ts';
import type { Element } from './parallel.ts';
import type { AnyStage } from './stage.ts';

/** Every reason why a list of elements cannot be a pipeline. */
export function wiringProblems(elements: readonly Element[]): readonly string[] {
  if (!Array.isArray(elements)) return ['the stages of a pipeline are given as a list'];
  const strangers = elements.flatMap((element: unknown) => stranger(element) ?? []);
  if (strangers.length > 0) return strangers;
  const providers = providersOf(elements);
  return [
    ...nameProblems(elements),
    ...elements.flatMap((element, at) =>
      stagesOf(element).flatMap((stage, position) => judge(stage, { at, position }, providers)),
    ),
  ];
}

/** Where a stage stands: in which element, and where in its group. */
interface Place {
  readonly at: number;
  readonly position: number;
}

/** Who provides an artifact, in the order of the list. */
type Providers = ReadonlyMap<string, readonly (Place & { readonly name: string })[]>;

/** Looked up once, so that 10,000 stages are checked in one pass. */
function providersOf(elements: readonly Element[]): Providers {
  const providers = new Map<string, (Place & { readonly name: string })[]>();
  for (const [at, element] of elements.entries()) {
    for (const [position, { name, provides }] of stagesOf(element).entries()) {
      for (const { id } of provides) {
        const known = providers.get(id);
        if (known === undefined) providers.set(id, [{ name, at, position }]);
        else known.push({ name, at, position });
      }
    }
  }
  return providers;
}

/** Says so when an element is neither a stage nor a group of stages; what it needs and provides cannot be asked then. */
function stranger(element: unknown): string | undefined {
  if (isKind(element, 'stage')) return undefined;
  if (!isKind(element, 'parallel')) {
    return 'only stages and groups can stand here: give what stage(…), parallel(…) or when(…) returned';
  }
  const members: unknown = 'members' in element ? element.members : undefined;
  return Array.isArray(members) && members.every((member) => isKind(member, 'stage'))
    ? undefined
    : 'only stages can be members of a group: give what stage(…) or when(…) returned';
}

function isKind(element: unknown, kind: string): element is object {
  return typeof element === 'object' && element !== null && 'kind' in element && element.kind === kind;
}

function nameProblems(elements: readonly Element[]): readonly string[] {
  const names = elements.flatMap(stagesOf).map((stage) => stage.name);
  const empty = names.some((name) => name.trim() === '') ? ['a stage has an empty name'] : [];
  const known = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (known.has(name) ? twice : known).add(name);
  return [...empty, ...[...twice].map((name) => `two stages are named '${name}'`)];
}

function judge(stage: AnyStage, place: Place, providers: Providers): readonly string[] {
  return [
    ...stage.needs.flatMap((need) =>
      need.kind === 'optional' ? [] : unmet(stage, artifactOf(need).id, place, providers),
    ),
    ...stage.provides.flatMap(({ id }) => provided(stage, id, place, providers)),
    ...skippable(stage),
    ...kindProblems(stage),
  ];
}

function skippable({ name, provides, body }: AnyStage): readonly string[] {
  const [first] = provides;
  return body.skip === undefined || first === undefined
    ? []
    : [`stage '${name}' provides '${first.id}', so it cannot be skipped: later stages may rely on it`];
}

/** What the types of `stage` say of properties that do not go together. */
function kindProblems({ name, body }: AnyStage): readonly string[] {
  const mutates = body.mode !== 'read-only';
  const given = [
    body.undo !== undefined && body.irreversible !== undefined
      ? ["a stage has either 'undo' or 'irreversible', not both"]
      : [],
    body.needsPerson && body.irreversible === undefined
      ? ["'needsPerson' is for a stage with 'irreversible'"]
      : [],
    body.verifies && mutates
      ? ["a stage that verifies only looks: it has neither 'undo' nor 'irreversible'"]
      : [],
    ...(['plan', 'observe'] as const).map((key) =>
      body[key] !== undefined && !mutates
        ? [`'${key}' is for a stage that changes something: one with 'undo' or 'irreversible'`]
        : [],
    ),
  ];
  return given.flat().map((sentence) => `stage '${name}': ${sentence}`);
}

function unmet(
  stage: AnyStage,
  id: string,
  { at, position }: Place,
  providers: Providers,
): readonly string[] {
  const all = providers.get(id) ?? [];
  if (all.some((provider) => provider.at < at)) return [];
  const sibling = all.find((provider) => provider.at === at && provider.position !== position);
  if (sibling !== undefined) {
    return [
      `stage '${stage.name}' needs '${id}', which '${sibling.name}' of its own group provides: members of a group run at the same time`,
    ];
  }
  const later = all.find((provider) => provider.at > at);
  return later === undefined
    ? [`stage '${stage.name}' needs '${id}', which no stage provides`]
    : [
        `stage '${stage.name}' needs '${id}', which only the later stage '${later.name}' provides: move it after that stage`,
      ];
}

function provided(
  stage: AnyStage,
  id: string,
  { at, position }: Place,
  providers: Providers,
): readonly string[] {
  const all = providers.get(id) ?? [];
  const first = all.find((provider) => provider.at < at);
  if (first !== undefined) {
    return [`stage '${stage.name}' provides '${id}', which '${first.name}' provides already`];
  }
  const sibling = all.find((provider) => provider.at === at && provider.position > position);
  return sibling === undefined
    ? []
    : [`stages '${stage.name}' and '${sibling.name}' of one group both provide '${id}'`];
}
