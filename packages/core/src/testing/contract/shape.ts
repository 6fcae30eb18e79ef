/** The rules that need no run: name, description and wiring of a stage. */
import { artifactOf } from '../../words/artifact.ts';
import type { AnyStage } from '../../words/stage.ts';
import { judged } from './finding.ts';
import type { RuleFinding } from './finding.ts';

/** Checks the properties of a stage. */
export function shapeFindings(stage: AnyStage): readonly RuleFinding[] {
  return [
    judged('name', nameProblems(stage)),
    judged('describe', describeProblems(stage)),
    judged('wiring', wiringProblems(stage)),
  ];
}

function nameProblems({ name }: AnyStage): readonly string[] {
  return /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/.test(name)
    ? []
    : [`'${name}' is not of the form plugin.verb, in small letters, such as 'cdn.purge'`];
}

function describeProblems({ name, body: { describe } }: AnyStage): readonly string[] {
  const words = describe.trim().split(/\s+/);
  if (describe === name) return ['the stage has none; say in a few words what it does'];
  if (words.length < 2) return [`'${describe}' is not a sentence`];
  return [
    ...(describe === describe.trim() && !describe.includes('\n') ? [] : ['it is not one trimmed line']),
    ...(describe.length <= 120 ? [] : [`it has ${describe.length} characters; 120 fit on a line`]),
    ...(describe.endsWith('.') ? ['it ends in a full stop, but is shown inside other lines'] : []),
  ];
}

function wiringProblems(stage: AnyStage): readonly string[] {
  const needs = stage.needs.map((need) => artifactOf(need).id);
  const provides = stage.provides.map(({ id }) => id);
  return [
    ...twice(needs).map((id) => `it needs '${id}' under two names`),
    ...twice(provides).map((id) => `it provides '${id}' under two names`),
    ...needs.filter((id) => provides.includes(id)).map((id) => `it needs '${id}' and provides it again`),
  ];
}

function twice(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}
