/** Resolves the params of one run: the given value, else the variable, else the default. Every host uses this, the CLI included. */
import { inspect } from 'node:util';
import { nearestWord } from './did-you-mean.ts';
import { paramProblem, paramsWrong } from '../run-errors.ts';
import type { DeployError } from './error.ts';
import type { Param, Params } from './param.ts';

/** The values of a run's params, by name: every flag, and each text that was given. */
export type ResolvedParams = Readonly<Record<string, string | boolean>>;

/** The values that a host was given. An undefined member was not given. */
export type GivenParams = Readonly<Record<string, string | boolean | undefined>>;

type ParamEnv = Readonly<Record<string, string | undefined>>;

const ON = ['true', '1'];
const OFF = ['false', '0'];

/**
 * The values of all params. A given value beats its variable; a flag that nobody gave is false, and a text is left out.
 *
 * @throws DeployError `PARAMS_WRONG` with every problem.
 */
export function resolveParams(params: Params, given: GivenParams = {}, env: ParamEnv = {}): ResolvedParams {
  const problems = paramProblems(params, given, env);
  if (problems.length > 0) throw paramsWrong(problems);
  const values = Object.entries(params).map(([name, param]) => [
    name,
    givenValue(given, name) ?? byDefault(param, env),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/**
 * Every problem of the given params, and of the variables of those that were not given, one error each.
 *
 * @example
 * const problems = paramProblems(pipeline.params, { to: 'v41' }, process.env);
 */
export function paramProblems(params: Params, given: GivenParams, env: ParamEnv): readonly DeployError[] {
  return [
    ...Object.entries(given).flatMap(([name, value]) => valueProblems(params, name, value)),
    ...Object.entries(params).flatMap(([name, param]) =>
      givenValue(given, name) === undefined ? variableProblems(param, env) : [],
    ),
  ];
}

/** Only a member of its own was given: a param may have the name of something that every object has. */
function givenValue(given: GivenParams, name: string): string | boolean | undefined {
  return Object.hasOwn(given, name) ? given[name] : undefined;
}

function valueProblems(
  params: Params,
  name: string,
  value: string | boolean | undefined,
): readonly DeployError[] {
  if (value === undefined) return [];
  const param = Object.hasOwn(params, name) ? params[name] : undefined;
  if (param === undefined) {
    const known = Object.keys(params);
    const near = nearestWord(name, known);
    const hint = near === undefined ? listed(known) : `did you mean '${near}'?`;
    return [paramProblem(`there is no param '${name}'`, hint)];
  }
  const seen = typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 1 });
  if (param.type === 'flag') {
    return typeof value === 'boolean'
      ? []
      : [paramProblem(`param '${name}' is ${seen}, not a switch`, 'give true or false')];
  }
  if (typeof value !== 'string' || value === '') {
    const hint = `give ${param.placeholder} as a text, or leave it out`;
    return [paramProblem(`param '${name}' is ${seen}, not a text`, hint)];
  }
  const hint = param.hintFor?.(value);
  return hint === undefined ? [] : [paramProblem(`param '${name}' cannot be '${value}'`, hint)];
}

function variableProblems(param: Param, env: ParamEnv): readonly DeployError[] {
  const value = variableOf(param, env);
  if (value === '') return [];
  const hint = param.type === 'text' ? param.hintFor?.(value) : switchHint(value);
  return hint === undefined ? [] : [paramProblem(`the variable ${param.env} cannot be '${value}'`, hint)];
}

function switchHint(value: string): string | undefined {
  return [...ON, ...OFF].includes(value.toLowerCase()) ? undefined : 'set it to true or false, or unset it';
}

function byDefault(param: Param, env: ParamEnv): string | boolean | undefined {
  const value = variableOf(param, env);
  if (param.type === 'flag') return ON.includes(value.toLowerCase());
  return value === '' ? undefined : value;
}

/** An empty variable counts as not set. */
function variableOf({ env: name }: Param, env: ParamEnv): string {
  return name === undefined ? '' : (env[name] ?? '');
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? 'the pipeline has no params' : `the params are: ${known.join(', ')}`;
}
