/** Tells a finding about the app from a question that could not be asked. */
import type { CheckResult, StageContext } from '@paintbox/deploy-core';
import type { Green, InsideAnswer } from '@paintbox/deploy-core/release';
import type { Http } from '../http/http.ts';
import type { Check } from '../suite/probe.ts';
import type { CustomCheck } from '../suite/custom-check.ts';
import type { Finding } from '../suite/result.ts';
import type { OnAnswer } from './inside-http.ts';

/** Something that was not asked, and why. */
export type Gap = Extract<InsideAnswer, { readonly outcome: 'not-asked' }>;

/** Makes the requests of one check, and tells of each answer. */
export type HttpMaker = (ctx: StageContext, onAnswer: OnAnswer) => Http;

/** The answers that one check got. */
interface Seen {
  readonly gaps: Gap[];
  readonly programs: Set<string>;
}

/** The check, asking the machine from inside. `onGap` is told what it could not ask. */
export function fromInside(check: Check, make: HttpMaker, green: Green, onGap: (gap: Gap) => void): Check {
  return async (target, tools) => {
    const seen = notebook();
    const found = await check(target, { ...tools, http: make(tools.ctx, (answer) => note(seen, answer)) });
    seen.gaps.forEach(onGap);
    return found.map((one) => ({ ...one, ...withGaps(one, seen, green) }));
  };
}

/** The same for a check that the config added; undefined for one that cannot be asked inside. */
export function customFromInside(check: CustomCheck, make: HttpMaker, green: Green): CustomCheck | undefined {
  const { runInside } = check;
  if (runInside === undefined) return undefined;
  return {
    ...check,
    async run(target, ctx) {
      const seen = notebook();
      const finding = await runInside(
        target,
        ctx,
        make(ctx, (answer) => note(seen, answer)),
      );
      return { ...finding, ...withGaps(finding, seen, green) };
    },
  };
}

function notebook(): Seen {
  return { gaps: [], programs: new Set() };
}

function note(seen: Seen, answer: InsideAnswer): void {
  if (answer.outcome === 'not-asked') seen.gaps.push(answer);
  else seen.programs.add(answer.program);
}

/**
 * What is open only because it could not be asked is left to the platform's own checks, which all passed. Where there are none, the proof from inside
 * is needed, but for tokens that the image has no safe way to send.
 */
function withGaps(
  { verdict, evidence }: Pick<Finding, 'verdict' | 'evidence'>,
  { gaps, programs }: Seen,
  { platformChecks }: Green,
): Partial<Pick<Finding, 'verdict' | 'message' | 'hint'>> & Pick<CheckResult, 'evidence'> {
  const asked = { ...evidence, askedBy: [...programs] };
  const [gap] = gaps;
  if (gap === undefined || verdict !== 'inconclusive') return { evidence: asked };
  const isLeft = platformChecks > 0 || gaps.every(({ kind }) => kind === 'secret');
  return {
    verdict: isLeft ? 'skip' : 'inconclusive',
    message: `not asked inside: ${gap.reason}`,
    evidence: { ...asked, platformChecks, notAsked: gap.kind },
    hint: HINTS[gap.kind],
  };
}

const HINTS: Readonly<Record<Gap['kind'], string>> = {
  'no-program':
    'put node, curl or wget into the image, or give the app a check in the config file of the platform',
  'not-allowed':
    'use a token that may run commands in machines, or give the app a check in the config file of the platform',
  busy: 'find out who else works on this app, and deploy again',
  secret: 'put node or curl into the image: they take a token from their input',
  unclear: 'look at the message; a check in the config file of the platform decides where this fails',
};
