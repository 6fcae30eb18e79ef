/** The wiring check at run time, in the same sentences as the types, for JavaScript users and for lists built by code. */
import { artifactOf } from './artifact.ts';
import { GROUP_IN_GROUP, ONLY_STAGES, stagesOf } from './parallel.ts';
import type { Element } from './parallel.ts';
import type { AnyStage } from './stage.ts';

/** A reason why a list cannot be a pipeline, and what to do about it. */
export interface WiringProblem {
  readonly sentence: string;
  readonly hint: string;
}

/** Every reason why a list of elements cannot be a pipeline. */
export function wiringProblems(elements: readonly Element[]): readonly WiringProblem[] {
  if (!Array.isArray(elements)) {
    return [
      {
        sentence: 'the stages of a pipeline are given as a list',
        hint: "write definePipeline('deploy', [build(), ship()])",
      },
    ];
  }
  const strangers = elements.flatMap((element: unknown) => stranger(element) ?? []);
  if (strangers.length > 0) return strangers;
  const providers = providersOf(elements);
  return [
    ...nameProblems(elements),
    ...elements.flatMap((element, at) =>
      stagesOf(element).flatMap((stage, position) => stageProblems(stage, { at, position }, providers)),
    ),
  ];
}

/** Where a stage stands: in which element, and where in its group. */
interface StagePlace {
  readonly at: number;
  readonly position: number;
}

/** The providers of each artifact, in the order of the list. */
type Providers = ReadonlyMap<string, readonly (StagePlace & { readonly name: string })[]>;

/** Looked up once, so that 10,000 stages are checked in one pass. */
function providersOf(elements: readonly Element[]): Providers {
  const providers = new Map<string, (StagePlace & { readonly name: string })[]>();
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

/** The problem of an element that is neither a stage nor a group of stages. Its needs cannot be checked then. */
function stranger(element: unknown): WiringProblem | undefined {
  const hint = 'call the function that makes the stage, and leave out what is none';
  if (isKind(element, 'stage')) return undefined;
  if (!isKind(element, 'parallel')) {
    const sentence =
      'only stages and groups can stand here: give what stage(…), parallel(…) or when(…) returned';
    return { sentence, hint };
  }
  const members: readonly unknown[] =
    'members' in element && Array.isArray(element.members) ? element.members : [undefined];
  if (members.some((member) => isKind(member, 'parallel'))) {
    return { sentence: GROUP_IN_GROUP, hint: 'open the inner group' };
  }
  return members.every((member) => isKind(member, 'stage')) ? undefined : { sentence: ONLY_STAGES, hint };
}

function isKind(element: unknown, kind: string): element is object {
  return typeof element === 'object' && element !== null && 'kind' in element && element.kind === kind;
}

function nameProblems(elements: readonly Element[]): readonly WiringProblem[] {
  const names = elements.flatMap(stagesOf).map((stage) => stage.name);
  const known = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (known.has(name) ? twice : known).add(name);
  return [
    ...(names.some((name) => name.trim() === '')
      ? [{ sentence: 'a stage has an empty name', hint: "give it a name such as 'app.ship'" }]
      : []),
    ...[...twice].map((name) => ({
      sentence: `two stages are named '${name}'`,
      hint: 'leave one of the two out, or give it a name of its own',
    })),
  ];
}

function stageProblems(stage: AnyStage, place: StagePlace, providers: Providers): readonly WiringProblem[] {
  return [
    ...stage.needs.flatMap((need) =>
      need.kind === 'optional' ? [] : (unmet(stage, artifactOf(need).id, place, providers) ?? []),
    ),
    ...stage.provides.flatMap(({ id }) => provided(stage, id, place, providers) ?? []),
    ...skippable(stage),
    ...kindProblems(stage),
  ];
}

function skippable({ name, provides, body }: AnyStage): readonly WiringProblem[] {
  const [first] = provides;
  if (body.skip === undefined || first === undefined) return [];
  return [
    {
      sentence: `stage '${name}' provides '${first.id}', so it cannot be skipped: later stages may rely on it`,
      hint: 'take when(…) off, and let the stage itself decide what it does',
    },
  ];
}

/** The same problems of properties that the types of `stage` report. */
function kindProblems({ name, body }: AnyStage): readonly WiringProblem[] {
  const mutates = body.mode !== 'read-only';
  const given = [
    body.undo !== undefined && body.irreversible !== undefined
      ? ["a stage has either 'undo' or 'irreversible', not both"]
      : [],
    body.needsPerson && body.irreversible === undefined
      ? ["'needsPerson' is for a stage with 'irreversible'"]
      : [],
    body.beside && body.undo === undefined ? ["'beside' is for a stage with 'undo'"] : [],
    body.verifies && mutates
      ? ["a stage that verifies only looks: it has neither 'undo' nor 'irreversible'"]
      : [],
    ...(['plan', 'observe'] as const).map((key) =>
      body[key] !== undefined && !mutates
        ? [`'${key}' is for a stage that changes something: one with 'undo' or 'irreversible'`]
        : [],
    ),
  ];
  const hint = 'take one of the properties out of the stage';
  return given.flat().map((sentence) => ({ sentence: `stage '${name}': ${sentence}`, hint }));
}

function unmet(
  stage: AnyStage,
  id: string,
  { at, position }: StagePlace,
  providers: Providers,
): WiringProblem | undefined {
  const all = providers.get(id) ?? [];
  if (all.some((provider) => provider.at < at)) return undefined;
  const sibling = all.find((provider) => provider.at === at && provider.position !== position);
  if (sibling !== undefined) {
    return {
      sentence: `stage '${stage.name}' needs '${id}', which '${sibling.name}' of its own group provides: members of a group run at the same time`,
      hint: `take '${stage.name}' out of the group, and put it after the group`,
    };
  }
  const later = all.find((provider) => provider.at > at);
  return later === undefined
    ? {
        sentence: `stage '${stage.name}' needs '${id}', which no stage provides`,
        hint: `add a stage that provides '${id}' before '${stage.name}'`,
      }
    : {
        sentence: `stage '${stage.name}' needs '${id}', which only the later stage '${later.name}' provides: move it after that stage`,
        hint: `move '${stage.name}' after '${later.name}'`,
      };
}

function provided(
  stage: AnyStage,
  id: string,
  { at, position }: StagePlace,
  providers: Providers,
): WiringProblem | undefined {
  const all = providers.get(id) ?? [];
  const hint = `leave one of the two out, or let it provide an artifact of its own`;
  const first = all.find((provider) => provider.at < at);
  if (first !== undefined) {
    // The same stage twice has a message of its own.
    if (first.name === stage.name) return undefined;
    return {
      sentence: `stage '${stage.name}' provides '${id}', which '${first.name}' provides already`,
      hint,
    };
  }
  const sibling = all.find((provider) => provider.at === at && provider.position > position);
  return sibling === undefined || sibling.name === stage.name
    ? undefined
    : { sentence: `stages '${stage.name}' and '${sibling.name}' of one group both provide '${id}'`, hint };
}
