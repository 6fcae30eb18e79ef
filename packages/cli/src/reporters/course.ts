/** The way of a run, for the line below its steps: how far it is, for how long it runs, and what is to come. */
import type { Pipeline, RunEvent } from '@paintbox/deploy-core';
import { elapsedText } from '../arguments/duration.ts';
import { oneLine } from '../printable.ts';
import type { Usual } from './usual.ts';

/** Follows a run. */
export interface Course {
  see(event: RunEvent): void;
  /** `6/12 done, 14 s so far; about 20 s to come: fly.switch 3 s, checks.suite 15 s and 2 more`. Empty before the start. */
  text(): string;
}

/** Names that are listed; the others are counted. */
const MOST_NAMES = 4;

/** The course of a run. `usual` may know more later. */
export function createCourse(pipeline: Pipeline | undefined, usual: () => Usual): Course {
  let startedAt: number | undefined;
  let stages: readonly string[] = [];
  let unwinding = false;
  /** The steps that began, and those that ended: `fly.build`, `undo fly.switch`, `verify checks.suite`. */
  const begun = new Map<string, number>();
  const ended = new Set<string>();
  const changed = new Set<string>();

  /** A dead run may be settled before the run itself begins. */
  const begin = (): void => {
    startedAt = Date.now();
    unwinding = false;
    for (const known of [begun, ended, changed]) known.clear();
  };
  /** A resumed run does not repeat the stages that were done: those before the first one that begins. */
  const settleBefore = (name: string): void => {
    if (begun.size > 1) return;
    for (const before of stages.slice(0, Math.max(0, stages.indexOf(name)))) ended.add(before);
  };
  const restOf = (name: string): number => {
    const usually = usual().get(name) ?? 0;
    const since = begun.get(name);
    if (ended.has(name)) return 0;
    return since === undefined ? usually : Math.max(0, usually - (Date.now() - since));
  };
  const ahead = (): string => {
    const names = stages.filter((name) => !begun.has(name) && !ended.has(name));
    const rest = stages.reduce((sum, name) => sum + restOf(name), 0);
    if (names.length === 0) return rest < 1_000 ? '' : `; about ${elapsedText(rest)} to come`;
    const named = names.slice(0, MOST_NAMES).map((name) => {
      const usually = usual().get(name) ?? 0;
      return usually < 1_000 ? name : `${name} ${elapsedText(usually)}`;
    });
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    return `; ${rest < 1_000 ? '' : `about ${elapsedText(rest)} `}to come: ${named.join(', ')}${more}`;
  };
  /** What an undo still has before it: the changes, last one first, and then the stages that verify. */
  const back = (): string => {
    const all = pipeline?.stages ?? [];
    const undone = all
      .toReversed()
      .filter(({ name, body }) => body.mode === 'undoable' && changed.has(name))
      .map(({ name }) => `undo ${name}`);
    const verified = undone.length === 0 ? [] : all.filter(({ body }) => body.verifies);
    const names = [...undone, ...verified.map(({ name }) => `verify ${name}`)];
    const open = names.filter((name) => !begun.has(name));
    return open.length === 0 ? '' : `; to come: ${open.join(', ')}`;
  };

  return {
    see(event) {
      switch (event.type) {
        case 'run.started':
          begin();
          stages = event.stages;
          break;
        case 'run.resumed':
          begin();
          stages = (pipeline?.stages ?? []).map(({ name }) => name);
          unwinding = event.goal === 'undo';
          break;
        case 'run.unwinding':
          unwinding = !event.leave;
          break;
        case 'run.ended':
          startedAt = undefined;
          break;
        case 'effect.intent':
          changed.add(event.stage);
          break;
        default: {
          const step = stepOf(event);
          if (step === undefined) break;
          if (step.begins) {
            begun.set(step.name, Date.now());
            settleBefore(step.name);
          } else ended.add(step.name);
        }
      }
    },
    text() {
      if (startedAt === undefined) return '';
      const time = `${elapsedText(Date.now() - startedAt)} so far`;
      if (unwinding) return oneLine(`taking back what the run changed, ${time}${back()}`);
      const done = stages.filter((name) => ended.has(name)).length;
      return oneLine(`${done}/${stages.length} done, ${time}${ahead()}`);
    },
  };
}

function stepOf(event: RunEvent): { readonly name: string; readonly begins: boolean } | undefined {
  const [kind, what] = event.type.split('.');
  if (!('stage' in event) || what === undefined) return undefined;
  const name = kind === 'stage' ? event.stage : `${kind} ${event.stage}`;
  if (what === 'started') return { name, begins: true };
  return ['succeeded', 'failed', 'skipped', 'cancelled'].includes(what) ? { name, begins: false } : undefined;
}
