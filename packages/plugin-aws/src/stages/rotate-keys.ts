import { flag, optional, stage, text } from '@paintbox/deploy-core';
import { publishedKeys } from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage, StageContext } from '@paintbox/deploy-core';
import type { Aws } from '../client/aws.ts';
import { awsIdentity } from '../identity/aws-identity.ts';
import { changeKeys, planChanges } from '../stored-keys/change-keys.ts';
import { withAws } from '../client/client.ts';
import { keyNames, regionOf } from './key-options.ts';
import type { KeyOptions } from './key-options.ts';
import { placeOf } from '../stored-keys/key-secrets.ts';
import type { KeyNames } from '../stored-keys/key-secrets.ts';
import type { NewKeyAlgorithm } from '../keys/generate-key.ts';
import { nextStep } from '../keys/rotation.ts';
import type { RotationMood } from '../keys/rotation.ts';
import { rotationTimes } from '../keys/rotation-times.ts';
import type { RotationOptions } from '../keys/rotation-times.ts';
import { assertMayWrite } from '../stored-keys/may-write.ts';
import { publishedOf, readProven } from '../stored-keys/proven-keys.ts';
import type { ProvenKeys } from '../stored-keys/proven-keys.ts';
import { newKeyAlgorithm, rotationChanges } from '../stored-keys/rotation-change.ts';
import { assertServed } from './served-key.ts';

/** Which keys to rotate, and the waits. */
export interface RotateKeysOptions extends KeyOptions, RotationOptions {
  /** Algorithm of the new key. Default: that of the key that signs now. `--algorithm` overrides it. */
  readonly algorithm?: NewKeyAlgorithm | undefined;
  /**
   * The keys endpoint that must serve a key before it signs: a path at the app's address, or a URL. Default: no endpoint is asked; only the waits
   * protect verifiers.
   */
  readonly endpoint?: string | undefined;
}

const params = {
  wait: flag('waits until the new key may sign, and lets it'),
  emergency: flag(
    'the signing key has leaked: signs with a new one at once; tokens may be refused for minutes',
  ),
  unserved: flag('lets the new key sign although the keys endpoint does not serve it'),
  algorithm: text('ALG', 'of the new key, such as ES256, RS256 or Ed25519; default: as the one that signs'),
};
type RotateKeysContext = StageContext<typeof params>;

/**
 * Does the next step of the rotation. The first run makes a key and publishes it. A run after the waiting time lets it sign and keeps the old key
 * published until its last token has expired. A run in between changes nothing, so it may run at any time.
 *
 * Needs `secretsmanager:DescribeSecret`, `GetSecretValue`, `PutSecretValue` and `UpdateSecretVersionStage` on both secrets.
 *
 * @throws DeployError `KEYS_OPTION_INVALID`
 */
export function rotateKeys(
  options: RotateKeysOptions = {},
): Stage<'keys.rotate', OptionalNeed<typeof awsIdentity>, typeof publishedKeys> {
  const names = keyNames(options);
  const times = rotationTimes(options);
  const rules = (aws: Aws, ctx: RotateKeysContext) => ({
    place: placeOf(names, aws),
    times,
    algorithm: newKeyAlgorithm(ctx.params.algorithm) ?? options.algorithm,
    mood: moods(aws, ctx),
    assertServed: served(options.endpoint, ctx),
    wait: ctx.params.wait ? waiter(aws, ctx) : undefined,
  });
  return stage({
    name: 'keys.rotate',
    describe: 'take the rotation of the JWT keys one step on',
    needs: { identity: optional(awsIdentity) },
    provides: { keys: publishedKeys },
    params,
    irreversible: 'a key that is published or signs is kept: tokens may already name it',
    timeoutMs: times.publishMs + 300_000,
    run: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, async (aws) => {
        const rotation = rules(aws, ctx);
        await assertMayWrite(aws, names, await readProven(aws, names, ctx), ctx.signal);
        const keys = await changeKeys({ aws, names }, rotationChanges(rotation), ctx);
        logChange(ctx, keys, rotation.mood());
        return { keys: publishedOf(names, keys) };
      });
    },
    plan: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, (aws) => plan(aws, names, rules(aws, ctx), ctx));
    },
  });
}

/** A plan does not wait: it shows the steps after the wait. */
async function plan(
  aws: Aws,
  names: KeyNames,
  rules: Parameters<typeof rotationChanges>[0],
  ctx: RotateKeysContext,
): ReturnType<typeof planChanges> {
  let waitedUntil = 0;
  const mood = (): RotationMood => {
    const { now, emergencySince } = rules.mood();
    return { now: Math.max(now, waitedUntil), emergencySince };
  };
  const wait = async (_key: unknown, until: number): Promise<void> => {
    waitedUntil = until;
  };
  const changes = rotationChanges({ ...rules, mood, wait: rules.wait && wait });
  return planChanges({ aws, names }, await readProven(aws, names, ctx), changes);
}

/** The time, and in an emergency the time from which keys are trusted, both by the clock of AWS. */
function moods(aws: Aws, ctx: RotateKeysContext): () => RotationMood {
  const startedAt = ctx.dryRun ? ctx.clock.now() : Date.parse(ctx.run.startedAt);
  return () => {
    const now = aws.now();
    const aheadMs = now - ctx.clock.now();
    // AWS tells its time only in whole seconds.
    const emergencySince = startedAt + aheadMs - (aheadMs === 0 ? 0 : 2_000);
    return { now, emergencySince: ctx.params.emergency ? emergencySince : undefined };
  };
}

/** A plan does not ask the endpoint: the planned key is not published yet. */
function served(
  endpoint: string | undefined,
  ctx: RotateKeysContext,
): ((kid: string) => Promise<void>) | undefined {
  if (endpoint === undefined || ctx.params.unserved || ctx.dryRun) return undefined;
  return (kid) => assertServed(endpoint, kid, ctx);
}

function waiter(
  aws: Aws,
  ctx: RotateKeysContext,
): (key: { readonly kid: string }, until: number) => Promise<void> {
  return async ({ kid }, until) => {
    ctx.progress(`the key '${kid}' is published and may sign from ${new Date(until).toISOString()}`);
    await ctx.clock.sleep(Math.max(0, until - aws.now()), ctx.signal);
  };
}

/** The state of the rotation and its next step. */
function logChange(ctx: RotateKeysContext, { document, set }: ProvenKeys, mood: RotationMood): void {
  const step = nextStep(document, set, mood);
  if (step.type === 'wait') {
    const from = new Date(step.until).toISOString();
    ctx.log.info(
      `the key '${step.key.kid}' is published and may sign from ${from}: run 'keys rotate' again then, or add --wait`,
    );
  }
  if (step.type === 'overlap') {
    const until = new Date(step.until).toISOString();
    ctx.log.info(
      ctx.params.emergency
        ? `tokens of the key '${step.key.kid}' are accepted until ${until}; to refuse them now: keys retire --kid ${step.key.kid} --force`
        : `the rotation is over at ${until}: until then tokens of the key '${step.key.kid}' are alive; 'keys retire' removes it afterwards`,
    );
  }
}
