/** When members may be served: `mon-fri 08-16 Europe/Berlin`. Taking back is bound by no window. */

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const QUARTER_MS = 900_000;
/** A window opens at least once a week. */
const WEEK_MS = 8 * 86_400_000;

/** A window as it is understood. */
export interface Window {
  readonly days: readonly string[];
  /** Hours: open from the first to before the second. */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

/** The window of a text; undefined for any other text. */
export function windowOf(text: string): Window | undefined {
  const [, first = '', last = first, from, to, zone = ''] =
    /^([a-z]{3})(?:-([a-z]{3}))? (\d\d)-(\d\d) ([A-Za-z0-9_+/-]+)$/.exec(text) ?? [];
  const [begin, end] = [DAYS.indexOf(first), DAYS.indexOf(last)];
  const hours = { from: Number(from), to: Number(to) };
  if (begin === -1 || end === -1 || !(hours.from < hours.to && hours.to <= 24) || !isZone(zone))
    return undefined;
  // `sat-mon` goes over the end of the week.
  const length = ((end - begin + DAYS.length) % DAYS.length) + 1;
  const days = Array.from({ length }, (_, index) => DAYS[(begin + index) % DAYS.length] ?? '');
  return { days, ...hours, zone };
}

/** When the window is open next, in ms since 1970: the given time, when it is open then. */
export function nextOpening(window: Window, now: number): number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: window.zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const isOpen = (at: number): boolean => {
    const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    const hour = Number(parts.get('hour'));
    const day = parts.get('weekday')?.toLowerCase() ?? '';
    return window.days.includes(day) && hour >= window.from && hour < window.to;
  };
  if (isOpen(now)) return now;
  // Every zone begins its hours at a quarter of ours.
  for (let at = (Math.floor(now / QUARTER_MS) + 1) * QUARTER_MS; at < now + WEEK_MS; at += QUARTER_MS) {
    if (isOpen(at)) return at;
  }
  return now + WEEK_MS;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}
