/** Turns flyctl's own progress lines into ours. They are for people only: nothing is decided by them. */
import { stripVTControlCharacters } from 'node:util';

const PHASES: readonly (readonly [RegExp, string])[] = [
  [/^Verifying if app can be safely deployed/, 'flyctl: looking at the machines that serve'],
  [/release_command: /, 'flyctl: running the release command'],
  [/release_command \S+ completed/, 'flyctl: the release command has succeeded'],
  [/^Creating green machines/, 'flyctl: creating the new machines'],
  [/^Waiting for all green machines to start/, 'flyctl: starting the new machines'],
  [/^Waiting for all green machines to be healthy/, 'flyctl: waiting for their health checks'],
  [/^Marking green machines as ready/, 'flyctl: letting the new machines take traffic'],
  [/^Waiting before cordoning all blue machines/, 'flyctl: taking the old machines out of traffic'],
  [/^Stopping all blue machines/, 'flyctl: stopping the old machines'],
  [/^Destroying all blue machines/, 'flyctl: removing the old machines'],
  [/^Rolling back failed deployment/, 'flyctl: removing the new machines again'],
  [/^Deployment Complete/, 'flyctl: says it is done'],
  [/^Updating existing machines/, 'flyctl: updating the machines in place'],
  [/^Waiting for depot builder/, 'flyctl: waiting for a builder'],
  [/^==> Building image/, 'flyctl: preparing the image'],
  [/pushing manifest for /, 'flyctl: pushing the image'],
];

/** What a line of flyctl's output says about how far it is, if anything. */
export function progressOf(line: string): string | undefined {
  const text = stripVTControlCharacters(line).trim();
  return PHASES.find(([pattern]) => pattern.test(text))?.[1];
}
