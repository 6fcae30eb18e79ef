/** Records the build of each answer, so that answers of another build do not count for the new one. */
import type { Answer } from '../http/http.ts';
import { isGood } from '../http/http.ts';
import { parseObject } from '../http/parse-object.ts';

/** The build and machine that gave one answer. */
export interface Sighting {
  readonly version: string | null;
  readonly machine: string | null;
  /** Set when another build than the expected one answered: a sentence that says which. */
  readonly stranger?: string | undefined;
}

/** The number of answers by build. */
export interface AnswerTally {
  readonly expected: number;
  /** Answers of other builds, by their build id (`none` without one). */
  readonly strangers: Readonly<Record<string, number>>;
}

/** Records the builds that answered during one suite. */
export class Witness {
  readonly #header: string;
  readonly #expected: string | undefined;
  #expectedCount = 0;
  readonly #strangers = new Map<string, number>();
  #headerProven = false;

  /** @param expected the build that should answer; undefined when none is expected or its id is unknown */
  constructor(header: string, expected: string | undefined) {
    this.#header = header.toLowerCase();
    this.#expected = expected;
  }

  /** Records the build of an answer, or of `count` alike ones. `inBody` also accepts the `build` of a health document. */
  see(answer: Pick<Answer, 'status' | 'headers' | 'body' | 'error'>, inBody = false, count = 1): Sighting {
    // An empty header counts as absent.
    const said = onlyValue(answer.headers[this.#header]) || undefined;
    const version = said ?? (inBody ? buildInBody(answer.body) : null);
    const machine = onlyValue(answer.headers['fly-machine-id']) ?? null;
    if (this.#expected === undefined) return { version, machine };
    if (version === this.#expected) {
      this.#expectedCount += count;
      this.#headerProven ||= said !== undefined;
      return { version, machine };
    }
    // An answer without a build id may still be the expected build, unless that build is known to send the header. Error pages of an edge do not count.
    if (version === null && !(this.#headerProven && isGood({ url: '', durationMs: 0, ...answer }))) {
      return { version, machine };
    }
    const name = version ?? 'none';
    this.#strangers.set(name, (this.#strangers.get(name) ?? 0) + count);
    const stranger =
      version === null
        ? `the answer carries no ${this.#header}, which build ${this.#expected} sends`
        : `build ${shown(version)} answered instead of ${this.#expected}`;
    return { version, machine, stranger };
  }

  /** The counts so far. */
  tally(): AnswerTally {
    return { expected: this.#expectedCount, strangers: Object.fromEntries(this.#strangers) };
  }
}

/** A text from outside, quoted and cut to fit a message. */
export function shown(word: string): string {
  return JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}…` : word);
}

/** A header sent twice arrives as a list. Equal values are one; an app and a proxy may both add it. */
function onlyValue(value: string | undefined): string | undefined {
  const values = new Set(value?.split(',').map((one) => one.trim()));
  return values.size === 1 ? [...values][0] : value;
}

function buildInBody(body: string): string | null {
  const build = parseObject(body)?.['build'];
  return typeof build === 'string' && build !== '' ? build : null;
}
