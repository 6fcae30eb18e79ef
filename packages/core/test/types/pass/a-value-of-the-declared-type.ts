import { shaped, stage } from '../words.ts';
import type { Shape } from '../words.ts';

declare function measure(): Promise<Shape>;

stage({ name: 'measured', provides: { shaped }, run: async () => ({ shaped: await measure() }) });
