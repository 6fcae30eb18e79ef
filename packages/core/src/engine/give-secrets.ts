/** Gives a run the variables that are read for it alone. */
import type { RunOptions } from './run-options.ts';
import type { Session } from './session.ts';

/** From here on the stages read them, and no output shows them. Other runs of this process keep their own variables. */
export async function giveSecrets(
  { ports }: Session,
  { secrets }: Pick<RunOptions, 'secrets'>,
): Promise<void> {
  if (secrets === undefined) return;
  const given = await secrets();
  for (const value of Object.values(given)) ports.redactor.add(value);
  ports.env = { ...ports.env, ...given };
}
