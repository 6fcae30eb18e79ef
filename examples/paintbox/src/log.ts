/** Values that may be logged: plain ones, so that an object with a secret inside cannot slip in. */
export type LogFields = {
  readonly [name: string]: string | number | boolean | readonly string[] | undefined;
};

/** Writes one event. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: LogFields) => void;

/** A log of one JSON object per line. */
export function jsonLog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  return (level, event, fields = {}) => {
    write(`${JSON.stringify({ time: now().toISOString(), level, event, ...fields })}\n`);
  };
}
