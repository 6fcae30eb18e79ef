/** What the token is for, as the platform says it. Where it does not say, the calls themselves will tell. */
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import { tokenOfOther } from '../errors.ts';

/** An expired or foreign token, before anything else fails of it. */
export async function tokenProblems(ctx: StageContext): Promise<readonly DeployError[]> {
  const { app } = ctx.run;
  try {
    const scopes = await machinesApi(ctx).app.token();
    const fits = scopes.length === 0 || scopes.some(({ apps }) => apps.length === 0 || apps.includes(app));
    return fits
      ? []
      : [
          tokenOfOther(
            app,
            scopes.flatMap(({ apps }) => apps),
          ),
        ];
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    if (failure.error.code === 'FLY_TOKEN_REFUSED') return [failure.error];
    ctx.log.debug(`the platform does not say what the token is for: ${failure.error.message}`);
    return [];
  }
}
