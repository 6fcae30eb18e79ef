/** flyctl's progress lines: their meaning for people, and how long flyctl may be silent after each. */
import { stripVTControlCharacters } from 'node:util';

/** The phase after a line, until the next line. */
export interface Phase {
  readonly says: string;
  /** What flyctl waits for, which limits how long it may be silent. */
  readonly waits: PhaseWait;
}

/**
 * - `builder`: for a builder, which alone may take five minutes
 * - `build`: for a build, which may print nothing
 * - `command`: for the release command
 * - `machines`: for machines to change, up to its wait timeout
 * - `nothing`: only for the platform's answers
 */
export type PhaseWait = 'builder' | 'build' | 'command' | 'machines' | 'nothing';

const PHASES: readonly (readonly [pattern: RegExp, says: string, waits: PhaseWait])[] = [
  [/^Verifying if app can be safely deployed/, 'looking at the machines that serve', 'nothing'],
  [/^Running \S+ release_command: /, 'running the release command', 'command'],
  [/release_command \S+ completed/, 'the release command has succeeded', 'nothing'],
  [/^Creating green machines/, 'creating the new machines', 'machines'],
  [/^Waiting for all green machines to start/, 'starting the new machines', 'machines'],
  [/^Waiting for all green machines to be healthy/, 'waiting for their health checks', 'machines'],
  [/^Marking green machines as ready/, 'letting the new machines take traffic', 'nothing'],
  [/^Checkpointing deployment/, 'noting that the new machines are live', 'nothing'],
  [/^Waiting before cordoning all blue machines/, 'taking the old machines out of traffic', 'nothing'],
  [/^(?:Waiting before s|S)topping all blue machines/, 'stopping the old machines', 'machines'],
  [/^Waiting for all blue machines to stop/, 'waiting for the old machines to stop', 'machines'],
  [/^Destroying all blue machines/, 'removing the old machines', 'machines'],
  [/^Rolling back failed deployment/, 'removing the new machines again', 'machines'],
  [/^Deployment Complete/, 'says it is done', 'nothing'],
  [/^Updating existing machines/, 'updating the machines in place', 'machines'],
  [/^Clearing lease/, 'giving the machines free', 'nothing'],
  [/^Waiting for depot builder/, 'waiting for a builder', 'builder'],
  [/^==> Building image/, 'preparing the image', 'builder'],
  [/^#\d+ |^--> Building image/, 'building the image', 'build'],
  [/pushing manifest for /, 'pushing the image', 'build'],
];

/** A line about one machine: `Machine 148e [web] - started`. */
const MACHINE =
  /(?:^|\] )(?:(Created|Deleted) machine|Machine) ([0-9a-z]{8,})(?: \[([\w-]+)\])?(?: -)? ?(.*)$/;

/** The phase that a line of flyctl's output starts, if any. */
export function phaseOf(line: string): Phase | undefined {
  const text = plain(line);
  const found = PHASES.find(([pattern]) => pattern.test(text));
  return found === undefined ? undefined : { says: `flyctl: ${found[1]}`, waits: found[2] };
}

/** The text of a line for people: about a phase, or about one machine. */
export function progressOf(line: string): string | undefined {
  const text = plain(line);
  const machine = MACHINE.exec(text);
  if (machine === null) return phaseOf(line)?.says;
  const [, made, id, group, what] = machine;
  return `flyctl: machine ${id}${group === undefined ? '' : ` (${group})`} ${made?.toLowerCase() ?? what}`;
}

function plain(line: string): string {
  return stripVTControlCharacters(line).trim();
}
