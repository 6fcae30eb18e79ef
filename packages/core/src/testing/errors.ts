/** Errors of the testing entry. */
import { counted } from '../words/counted.ts';
import type { DeployError } from '../words/error.ts';
import { coreErrors } from '../core-errors.ts';
import type { BrokenRule } from './contract/broken-rules.ts';

/** A stage that breaks rules of the stage contract; each broken rule is a problem of its own. */
export function contractBroken(
  stage: string,
  broken: readonly { readonly rule: string; readonly message: string }[],
): DeployError {
  const lines = broken.map(({ rule, message }) => `${rule}: ${message}`);
  return coreErrors.error(
    'STAGE_CONTRACT',
    `stage '${stage}' breaks ${counted(broken.length, 'rule')} of the contract: ${lines.join('; ')}`,
    {
      problems: lines.map((line) => coreErrors.error('STAGE_CONTRACT', line, { hint: null })),
    },
  );
}

/** A store that breaks rules which locks and journals rely on; each broken rule is a problem of its own. */
export function storeContractBroken(broken: readonly BrokenRule[]): DeployError {
  const lines = broken.map(({ rule, message }) => `${rule}: ${message}`);
  return coreErrors.error(
    'STORE_CONTRACT',
    `the store breaks ${counted(broken.length, 'rule')} of the contract: ${lines.join('; ')}`,
    {
      problems: lines.map((line) => coreErrors.error('STORE_CONTRACT', line, { hint: null })),
    },
  );
}

/** A dispenser that breaks rules which fleets rely on; each broken rule is a problem of its own. */
export function dispenserContractBroken(broken: readonly BrokenRule[]): DeployError {
  const lines = broken.map(({ rule, message }) => `${rule}: ${message}`);
  return coreErrors.error(
    'DISPENSER_CONTRACT',
    `the dispenser breaks ${counted(broken.length, 'rule')} of the contract: ${lines.join('; ')}`,
    {
      problems: lines.map((line) => coreErrors.error('DISPENSER_CONTRACT', line, { hint: null })),
    },
  );
}

/** The error of a faulty store, unless its fault has another one. */
export function storeFailed(operation: string, key: string): DeployError {
  return coreErrors.error('STORE_FAULT', `the store was told to fail ${operation} of '${key}'`);
}
