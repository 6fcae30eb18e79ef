export { assess } from './assess.ts';
export type { AssessOptions } from './assess.ts';
export type { CheckGroup, CheckId, CheckName } from './check-ids.ts';
export { keysEndpoint } from './keys-endpoint.ts';
export type { KeysEndpointOptions } from './keys-endpoint.ts';
export { suite } from './suite.ts';
export type { SuiteOptions } from './suite-options.ts';
