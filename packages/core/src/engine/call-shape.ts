/** Checks what stages hand to the engine. The compiler does this too, but not for JavaScript, nor for a value that is cast. */
import { inspect } from 'node:util';
import { stageCallWrong } from '../errors.ts';
import type { CheckResult, Verdict } from '../words/check.ts';
import type { Effect } from '../words/effect.ts';
import type { OutputDocument } from '../words/output.ts';
import type { PlannedEffect } from '../words/planned.ts';

const VERDICTS: readonly Verdict[] = ['pass', 'warn', 'fail', 'skip', 'inconclusive'];

type CallShape = Readonly<Record<string, unknown>>;

/**
 * Refuses a wrong effect before anything is changed: without `observe`, for example, nobody could find out a lost outcome.
 *
 * @throws DeployError `STAGE_CALL` with every problem.
 */
export function assertEffect(stage: string, id: unknown, effect: Effect<unknown>): void {
  const { target, describe, apply, observe } = membersOf(effect);
  refuse(stage, `ctx.effect(${shown(id)}, …)`, [
    ...(isText(id) ? [] : [`its id is ${shown(id)}, not a text`]),
    ...(target === undefined || isText(target) ? [] : [`'target' is ${shown(target)}, not a text`]),
    ...(isText(describe) ? [] : [`'describe' is ${shown(describe)}, not a text`]),
    ...(typeof apply === 'function' ? [] : [`'apply' is ${shown(apply)}, not a function`]),
    ...(typeof observe === 'function' ? [] : [`'observe' is ${shown(observe)}, not a function`]),
  ]);
}

/** Refuses a check without which nobody could say what was found: `STAGE_CALL`. */
export function assertCheck(stage: string, check: CheckResult): void {
  const { id, target, verdict, critical, message, evidence } = membersOf(check);
  const texts = Object.entries({ id, target, message }).filter(([, value]) => typeof value !== 'string');
  refuse(stage, 'ctx.check(…)', [
    ...texts.map(([name, value]) => `'${name}' is ${shown(value)}, not a text`),
    ...((VERDICTS as readonly unknown[]).includes(verdict)
      ? []
      : [`'verdict' is ${shown(verdict)}, not one of ${VERDICTS.join(', ')}`]),
    ...(typeof critical === 'boolean' ? [] : [`'critical' is ${shown(critical)}, not true or false`]),
    ...(isObject(evidence) ? [] : [`'evidence' is ${shown(evidence)}, not an object`]),
  ]);
}

/** Refuses a document that cannot be printed: `STAGE_CALL`. */
export function assertDocument(stage: string, document: OutputDocument): void {
  const { title, text } = membersOf(document);
  refuse(
    stage,
    'ctx.output(…)',
    Object.entries({ title, text })
      .filter(([, value]) => typeof value !== 'string')
      .map(([name, value]) => `'${name}' is ${shown(value)}, not a text`),
  );
}

/** What `plan` of a stage returned, as a list of effects: `STAGE_CALL` otherwise. */
export function checkedPlan(stage: string, answer: unknown): readonly PlannedEffect[] {
  const isList = Array.isArray(answer);
  const entries: readonly unknown[] = isList ? answer : [];
  const wrong = entries.filter((entry) => {
    const { effect, target, describe } = membersOf(entry);
    return !isText(effect) || !isText(describe) || !(target === undefined || isText(target));
  });
  refuse(stage, 'plan', [
    ...(isList ? [] : [`it answered ${shown(answer)}, not a list`]),
    ...wrong.map((entry) => `its list holds ${shown(entry)}, not { effect, describe, target? }`),
  ]);
  return entries as readonly PlannedEffect[];
}

/** A message as text. A line of a log never fails a stage. */
export function textOf(message: unknown): string {
  return typeof message === 'string' ? message : inspect(message, { depth: 2 });
}

function refuse(stage: string, call: string, problems: readonly string[]): void {
  if (problems.length > 0) throw stageCallWrong(stage, call, problems);
}

function membersOf(value: unknown): CallShape {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is CallShape {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function shown(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity });
}
