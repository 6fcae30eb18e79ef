/** What goes into a stage and what comes out: copies, so that no stage can change what another one sees, and only what a journal can hold. */
import { inspect } from 'node:util';
import { stageOutputWrong } from '../errors.ts';
import { artifactOf } from '../words/artifact.ts';
import type { AnyArtifact } from '../words/artifact.ts';
import type { AnyStage } from '../words/stage.ts';
import { journaled } from './journaled.ts';
import type { Session } from './session.ts';

type Values = Readonly<Record<string, unknown>>;

/** The inputs of a stage under the names it chose. */
export function inputsOf(session: Session, stage: AnyStage): Values {
  return Object.fromEntries(
    Object.entries(stage.body.needs).map(([name, need]) => [
      name,
      structuredClone(session.values.get(artifactOf(need).id)),
    ]),
  );
}

/**
 * Checks what a stage returned, by its codecs, and returns what a journal would give back.
 *
 * @throws DeployError `STAGE_OUTPUT` listing every problem.
 */
export async function checkOutputs(stage: AnyStage, returned: unknown): Promise<Values> {
  const provides = stage.body.provides;
  const given = returned ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw stageOutputWrong(stage.name, [`it returned ${inspect(given, { depth: 1 })}, not an object`]);
  }
  const values: Values = { ...given };
  const names = Object.keys(provides);
  const extra = Object.keys(values).filter((name) => !names.includes(name));
  const missing = names.filter((name) => values[name] === undefined);
  const problems = [
    ...missing.map((name) => `it did not return '${name}'`),
    ...extra.map((name) => `it returned '${name}', which it does not provide`),
  ];
  if (problems.length > 0) throw stageOutputWrong(stage.name, problems);
  return checkedValues(stage.name, provides, values);
}

/** Checks some values of a stage, by their codecs. */
export async function checkedValues(
  stage: string,
  provides: Readonly<Record<string, AnyArtifact>>,
  values: Values,
): Promise<Values> {
  const problems: string[] = [];
  const checked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const codec = provides[name]?.codec;
    if (codec === undefined || value === undefined) continue;
    const back = await journaled(name, value, codec);
    if (back.problems === undefined) checked[name] = back.value;
    else problems.push(...back.problems);
  }
  if (problems.length > 0) throw stageOutputWrong(stage, problems);
  return checked;
}

/** Makes the outputs of a stage known to later stages; returns them by artifact id. */
export function keepOutputs(session: Session, stage: AnyStage, outputs: Values): Values {
  const byArtifact = byArtifactId(stage, outputs);
  for (const [id, value] of Object.entries(byArtifact)) session.values.set(id, value);
  session.finished.set(stage.name, outputs);
  return byArtifact;
}

/** Values under a stage's own names, by artifact id. */
export function byArtifactId(stage: AnyStage, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const id = stage.body.provides[name]?.id;
      return id === undefined ? [] : [[id, value]];
    }),
  );
}
