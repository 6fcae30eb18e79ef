/** Checks a list of rules, each in a world of its own. */

/** A rule of a port, and how it is checked. */
export interface PortRule<World> {
  readonly name: string;
  /** Rejects with what was seen when the rule is broken. */
  holds(world: World): Promise<void>;
}

/** A rule that is broken, and what was seen. */
export interface BrokenRule {
  readonly rule: string;
  readonly message: string;
}

/** The rules that do not hold. */
export async function brokenRules<World>(
  rules: readonly PortRule<World>[],
  withWorld: (work: (world: World) => Promise<void>) => Promise<void>,
): Promise<readonly BrokenRule[]> {
  const broken: BrokenRule[] = [];
  for (const rule of rules) {
    try {
      await withWorld((world) => rule.holds(world));
    } catch (error) {
      broken.push({ rule: rule.name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return broken;
}
