/** The wiring check at run time, in the same sentences as the types, for JavaScript users and for lists built by code. */
import { artifactOf } from './artifact.ts';
import { stagesOf } from './parallel.ts';
import type { Element } from './parallel.ts';
import type { AnyStage } from './stage.ts';

/** Every reason why a list of elements cannot be a pipeline. */
export function wiringProblems(elements: readonly Element[]): readonly string[] {
  if (!Array.isArray(elements)) return ['the stages of a pipeline are given as a list'];
  return [
    ...nameProblems(elements),
    ...elements.flatMap((element, index) => judge(elements, element, index)),
  ];
}

function nameProblems(elements: readonly Element[]): readonly string[] {
  const names = elements.flatMap(stagesOf).map((stage) => stage.name);
  const empty = names.some((name) => name.trim() === '') ? ['a stage has an empty name'] : [];
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return [...empty, ...twice.map((name) => `two stages are named '${name}'`)];
}

function judge(elements: readonly Element[], element: Element, index: number): readonly string[] {
  const members = stagesOf(element);
  const before = elements.slice(0, index).flatMap(stagesOf);
  const later = elements.slice(index + 1).flatMap(stagesOf);
  return members.flatMap((stage, position) => [
    ...stage.needs.flatMap((need) =>
      need.kind === 'optional' ? [] : unmet(stage, artifactOf(need).id, before, members, later),
    ),
    ...stage.provides.flatMap(({ id }) => provided(stage, id, before, members.slice(position + 1))),
  ]);
}

function unmet(
  stage: AnyStage,
  id: string,
  before: readonly AnyStage[],
  members: readonly AnyStage[],
  later: readonly AnyStage[],
): readonly string[] {
  if (providerOf(before, id) !== undefined) return [];
  const sibling = providerOf(members, id);
  if (sibling !== undefined && members.length > 1) {
    return [
      `stage '${stage.name}' needs '${id}', which '${sibling}' of its own group provides: members of a group run at the same time`,
    ];
  }
  const provider = providerOf(later, id);
  return provider === undefined
    ? [`stage '${stage.name}' needs '${id}', which no stage provides`]
    : [
        `stage '${stage.name}' needs '${id}', which only the later stage '${provider}' provides: move it after that stage`,
      ];
}

function provided(
  stage: AnyStage,
  id: string,
  before: readonly AnyStage[],
  siblings: readonly AnyStage[],
): readonly string[] {
  const first = providerOf(before, id);
  if (first !== undefined) {
    return [`stage '${stage.name}' provides '${id}', which '${first}' provides already`];
  }
  const sibling = providerOf(siblings, id);
  return sibling === undefined
    ? []
    : [`stages '${stage.name}' and '${sibling}' of one group both provide '${id}'`];
}

function providerOf(stages: readonly AnyStage[], id: string): string | undefined {
  return stages.find((stage) => stage.provides.some((artifact) => artifact.id === id))?.name;
}
