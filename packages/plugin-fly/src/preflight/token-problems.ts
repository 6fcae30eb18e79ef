/** What the token is for, as the platform says it. Where it does not say, the calls themselves will tell. */
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import type { TokenScope } from '../api/app-schemas.ts';
import { tokenOfOther } from '../errors.ts';

/** What the platform says of the token; no scopes when it does not say. */
export interface TokenLook {
  readonly problems: readonly DeployError[];
  readonly scopes: readonly TokenScope[];
}

/** An expired or foreign token, before anything else fails of it. */
export async function lookAtToken(ctx: StageContext): Promise<TokenLook> {
  const { app } = ctx.run;
  try {
    const scopes = await machinesApi(ctx).app.token();
    const fits = scopes.length === 0 || scopes.some(({ apps }) => apps.length === 0 || apps.includes(app));
    const named = scopes.flatMap(({ apps }) => apps);
    return { problems: fits ? [] : [tokenOfOther(app, named)], scopes };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    if (failure.error.code === 'FLY_TOKEN_REFUSED') return { problems: [failure.error], scopes: [] };
    ctx.log.debug(`the platform does not say what the token is for: ${failure.error.message}`);
    return { problems: [], scopes: [] };
  }
}
