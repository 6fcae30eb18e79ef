/**
 * Whether the machines of the app can read the image. The registry of Fly.io gives access by organisation, although its paths are those of apps:
 * https://fly.io/docs/blueprints/using-the-fly-docker-registry/. Whose an app is, `GET /v1/apps/APP` says; an app of another organisation is refused with
 * 403, a free name with 404 (superfly/fly-go, flaps/flaps_apps.go).
 */
import { createHash } from 'node:crypto';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { PUBLIC_REGISTRY } from '../api/addresses.ts';
import type { TokenScope } from '../api/app-schemas.ts';
import { authorize } from '../api/authorization.ts';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import { imageElsewhere } from '../errors.ts';
import { imageName } from '../registry/image-name.ts';

/** What is known of the app that the image is for. */
export interface ImageReach {
  /** Its organisation. */
  readonly organization: string;
  readonly scopes: readonly TokenScope[];
}

/** Whose the app is: its organisation, `refused` when the platform does not say, null when there is none. */
type Owner = { readonly organization: string } | 'refused' | null;

/** An answer is believed for so long: a thousand members with one image ask once, and the platform takes one such call a second. */
const KEPT_MS = 600_000;

const asked = new WeakMap<StageContext['clock'], Map<string, { at: number; owner: Promise<Owner> }>>();

/** The problem, if it is certain. What cannot be told is left to the platform. */
export async function imageProblems(
  ctx: StageContext,
  ref: string | undefined,
  { organization, scopes }: ImageReach,
): Promise<readonly DeployError[]> {
  const name = ref === undefined ? undefined : imageName(ref);
  if (ref === undefined || name?.host !== PUBLIC_REGISTRY || organization === '') return [];
  const holder = name.repository.split('/')[0] ?? '';
  if (holder === ctx.run.app || !mayAsk(scopes, holder)) return [];
  const owner = await ownerOf(ctx, holder);
  if (owner === null) return [];
  // Who may use everything in the organisation of this app is refused an app of another one only.
  const all = scopes.some((scope) => scope.apps.length === 0 && scope.organization === organization);
  if (owner === 'refused') return all ? [imageElsewhere(ref, null, ctx.run.app, organization)] : [];
  const { organization: other } = owner;
  return other === '' || other === organization
    ? []
    : [imageElsewhere(ref, other, ctx.run.app, organization)];
}

/** A token of some apps is refused every other one, and nothing follows from that. */
function mayAsk(scopes: readonly TokenScope[], app: string): boolean {
  return scopes.length === 0 || scopes.some(({ apps }) => apps.length === 0 || apps.includes(app));
}

async function ownerOf(ctx: StageContext, app: string): Promise<Owner> {
  const known = asked.get(ctx.clock) ?? new Map<string, { at: number; owner: Promise<Owner> }>();
  asked.set(ctx.clock, known);
  const token = createHash('sha256').update(authorize(ctx).machines.reveal()).digest('hex');
  const key = `${ctx.env['FLY_FLAPS_BASE_URL'] ?? ''} ${app} ${token}`;
  const before = known.get(key);
  if (before !== undefined && ctx.clock.now() - before.at < KEPT_MS) {
    // Another run may have been cancelled while it asked.
    const owner = await before.owner.catch(() => undefined);
    if (owner !== undefined) return owner;
  }
  const owner = askOwner(ctx, app);
  known.set(key, { at: ctx.clock.now(), owner });
  return owner;
}

async function askOwner(ctx: StageContext, app: string): Promise<Owner> {
  try {
    const found = await machinesApi(ctx, app).app.get();
    return found === null ? null : { organization: found.organization };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    if (failure.error.code === 'FLY_NOT_ALLOWED') return 'refused';
    ctx.log.debug(`whose the app of the image is could not be asked: ${failure.error.message}`);
    return { organization: '' };
  }
}
