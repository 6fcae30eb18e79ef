/** Makes a recording of what flyctl asked for and said. */
import type { Asked, Config } from './listener.ts';

/** How a call of flyctl ended. */
export interface Said {
  readonly isDone: boolean;
  readonly text: string;
}

/** A recording: configs, or the line that says why there are none. */
export type Recording =
  | { readonly groups: Readonly<Record<string, Config>>; readonly release?: Config }
  | { readonly refused: string };

const RELEASE_GROUP = 'fly_app_release_command';
/** What differs from call to call, or belongs to the release and not to the file. */
const VOLATILE = new Set(['image', 'fly_flyctl_version', 'fly_release_id', 'fly_release_version']);

/** The recording of a deploy. `volumes` has the lasting names of volumes, by their ids; others are of this deploy only. */
export function recordingOf(
  asked: readonly Asked[],
  said: Said,
  volumes: ReadonlyMap<unknown, unknown>,
): Recording {
  if (!said.isDone) return { refused: reasonIn(said.text) };
  const configs = asked.map(({ config }) => lasting(config, volumes) as Config);
  const groups = configs.map((config) => [groupOf(config), config] as const);
  const release = groups.find(([group]) => group === RELEASE_GROUP)?.[1];
  return {
    groups: Object.fromEntries(groups.filter(([group]) => group !== RELEASE_GROUP)),
    ...(release && { release }),
  };
}

function groupOf({ metadata }: Config): string {
  return String((metadata as Config)['fly_process_group']);
}

/** The value without what is volatile, with sorted names and headers: flyctl writes headers in any order. */
function lasting(value: unknown, volumes: ReadonlyMap<unknown, unknown>, key: string = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => lasting(item, volumes));
    return key === 'headers'
      ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([name, inner]) => [name, name === 'volume' ? volumes.get(inner) : inner] as const)
    .filter(([name, inner]) => !VOLATILE.has(name) && inner !== undefined);
  return Object.fromEntries(
    kept
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, lasting(inner, volumes, name)]),
  );
}

/** What stands before the reasons where the file itself is refused. */
const NOISE = /^(?:==>|Validating |WARN|✘?\s*invalid app configuration$)/;
const GENERAL = 'Error: App configuration is not valid';
const LONGEST = 160;

/** The line that says what is wrong; without colours and what is only of this call. */
function reasonIn(text: string): string {
  const lines = text
    // oxlint-disable-next-line no-control-regex -- the colours of a terminal
    .replaceAll(/\u001B\[[\d;]*m/g, '')
    .split('\n')
    .map((line) => line.trim().replace(/ \((?:Trace|Request) ID: [\w-]+\)/g, ''))
    .filter((line) => line !== '');
  const last = lines.findLast(
    (line) => line.startsWith('panic: ') || (line.startsWith('Error: ') && line !== GENERAL),
  );
  const reason = last ?? lines.find((line) => !NOISE.test(line)) ?? 'no word';
  return reason.replace(/^(?:✘\s*|Error: )/, '').slice(0, LONGEST);
}
