export { crew } from './crew/crew.ts';
export { postgres } from './postgres.ts';
export type { Postgres, PostgresOptions } from './postgres.ts';
