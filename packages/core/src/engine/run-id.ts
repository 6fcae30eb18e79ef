/** Names a run. */

/**
 * `20261123-061530-1a2b3c4d`: sorts by time, and can be an image tag. The first three of the last eight digits hold the milliseconds, because a killed run
 * and the next run may start in the same second.
 */
export function newRunId(startedAt: string, uuid: string): string {
  const [second = '', millis = '0'] = startedAt.replaceAll(/[-:Z]/g, '').replace('T', '-').split('.');
  return `${second}-${Number(millis).toString(16).padStart(3, '0')}${uuid.slice(0, 5)}`;
}
