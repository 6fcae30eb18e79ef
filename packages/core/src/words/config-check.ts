/** Finds every problem of a config at once, for configs written in JavaScript or built by code. */
import { didYouMean } from './did-you-mean.ts';

const KEYS = ['app', 'environments', 'pipelines', 'listeners', 'state', 'fleets', 'crew'];
const ENVIRONMENT_KEYS = ['url', 'app', 'note'];

/** Every problem of the export of a config file, as sentences. */
export function configProblems(config: unknown): readonly string[] {
  if (!isObject(config)) return [`the config is ${describe(config)}, not an object`];
  return [
    ...unknownKeys(config, KEYS, ''),
    ...(isWord(config['app']) ? [] : [`'app' is ${describe(config['app'])}, not the app's name`]),
    ...environmentProblems(config['environments']),
    ...pipelineProblems(config['pipelines']),
    ...listenerProblems(config['listeners']),
    ...(config['state'] === undefined || typeof config['state'] === 'function'
      ? []
      : [`'state' is ${describe(config['state'])}, not a function of the place such as s3({ bucket })`]),
    ...(config['crew'] === undefined || typeof config['crew'] === 'function'
      ? []
      : [`'crew' is ${describe(config['crew'])}, not a function of the place such as crew(postgres())`]),
    ...fleetProblems(config['fleets'], config['pipelines']),
  ];
}

function environmentProblems(environments: unknown): readonly string[] {
  if (!isObject(environments) || Object.keys(environments).length === 0) {
    return [`'environments' is ${describe(environments)}, not an object such as { production: { url } }`];
  }
  return Object.entries(environments).flatMap(([name, environment]) => {
    const path = `environments.${name}`;
    if (!isObject(environment)) return [`'${path}' is ${describe(environment)}, not an object with a url`];
    return [
      ...(/^[a-z0-9][a-z0-9-]*$/.test(name) ? [] : [`'${path}': a name has only a-z, 0-9 and -`]),
      ...unknownKeys(environment, ENVIRONMENT_KEYS, `${path}.`),
      ...(isAddress(environment['url'])
        ? []
        : [`'${path}.url' is ${describe(environment['url'])}, not an http(s) address`]),
      ...(environment['app'] === undefined || isWord(environment['app'])
        ? []
        : [`'${path}.app' is ${describe(environment['app'])}, not a name`]),
      ...(environment['note'] === undefined || typeof environment['note'] === 'string'
        ? []
        : [`'${path}.note' is ${describe(environment['note'])}, not a text`]),
    ];
  });
}

function pipelineProblems(pipelines: unknown): readonly string[] {
  if (!Array.isArray(pipelines) || pipelines.length === 0) {
    return [`'pipelines' is ${describe(pipelines)}, not a list of definePipeline(…)`];
  }
  const names = pipelines.map((pipeline: unknown) => (isObject(pipeline) ? pipeline['name'] : undefined));
  return names.flatMap((name, index) => {
    if (typeof name !== 'string') return [`'pipelines[${index}]' is not made by definePipeline`];
    if (!/^[a-z][a-z0-9-]*( [a-z][a-z0-9-]*)*$/.test(name)) {
      return [`pipeline '${name}': a name is words of a-z, 0-9 and -, as they are typed`];
    }
    return names.indexOf(name) === index ? [] : [`two pipelines are named '${name}'`];
  });
}

/** What each command runs is in one list, also for the members of a fleet. */
function fleetProblems(fleets: unknown, pipelines: unknown): readonly string[] {
  if (fleets === undefined) return [];
  if (!Array.isArray(fleets)) return [`'fleets' is ${describe(fleets)}, not a list of defineFleet(…)`];
  const names = fleets.map((fleet: unknown) => (isObject(fleet) ? fleet['name'] : undefined));
  return fleets.flatMap((fleet: unknown, index) => {
    const name = names[index];
    if (!isObject(fleet) || typeof name !== 'string')
      return [`'fleets[${index}]' is not made by defineFleet`];
    const used = [fleet['build'], fleet['pipeline']].filter(isObject);
    return [
      ...(names.indexOf(name) === index ? [] : [`two fleets are named '${name}'`]),
      ...used
        .filter((pipeline) => !(Array.isArray(pipelines) && pipelines.includes(pipeline)))
        .map(
          (pipeline) =>
            `fleet '${name}' uses the pipeline ${describe(pipeline['name'])}, which is not in 'pipelines'`,
        ),
    ];
  });
}

function listenerProblems(listeners: unknown): readonly string[] {
  if (listeners === undefined) return [];
  if (!Array.isArray(listeners)) return [`'listeners' is ${describe(listeners)}, not a list`];
  const names = listeners.map((listener: unknown) => (isObject(listener) ? listener['name'] : undefined));
  return listeners.flatMap((listener: unknown, index) => {
    const hears = isObject(listener) && [listener['handle'], listener['open']].some(isFunction);
    if (!hears) return [`'listeners[${index}]' has no handle function`];
    const name = names[index];
    if (name === undefined || names.indexOf(name) === index) return [];
    return [`two listeners are named ${describe(name)}; give one another name`];
  });
}

function unknownKeys(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
): readonly string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `'${path}${key}' is not a known key${didYouMean(key, known)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(value);
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'function') return 'a function';
  return JSON.stringify(value)?.slice(0, 60) ?? typeof value;
}
