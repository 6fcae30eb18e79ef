/** What goes into a stage and what comes out: copies, so that no stage can change what another one sees, and only what a journal can hold. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { stageOutputWrong } from '../errors.ts';
import { artifactOf } from '../words/artifact.ts';
import type { AnyArtifact } from '../words/artifact.ts';
import type { AnyStage } from '../words/stage.ts';
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
    throw stageOutputWrong(stage.name, [`returned ${JSON.stringify(given)}, not an object`]);
  }
  const values: Values = { ...given };
  const names = Object.keys(provides);
  const extra = Object.keys(values).filter((name) => !names.includes(name));
  const missing = names.filter((name) => values[name] === undefined);
  const problems = [
    ...missing.map((name) => `did not return '${name}'`),
    ...extra.map((name) => `returned '${name}', which it does not provide`),
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
    const copied = asJson(value);
    if ('problem' in copied) {
      problems.push(`'${name}' ${copied.problem}`);
      continue;
    }
    const result = await codec['~standard'].validate(copied.value);
    if (result.issues === undefined) checked[name] = result.value;
    else
      problems.push(
        ...result.issues.map((issue) => `'${[name, ...pathOf(issue)].join('.')}': ${issue.message}`),
      );
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

/** Where in the value an issue is, as every Standard Schema library says it. */
function pathOf({ path = [] }: StandardSchemaV1.Issue): readonly string[] {
  return path.map((step) => String(typeof step === 'object' ? step.key : step));
}

function asJson(value: unknown): { readonly value: unknown } | { readonly problem: string } {
  try {
    const text = JSON.stringify(value);
    return text === undefined
      ? { problem: `is ${typeof value}, which a journal cannot hold` }
      : { value: JSON.parse(text) as unknown };
  } catch (error) {
    return {
      problem: `cannot be written to a journal: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
