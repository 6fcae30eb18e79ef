import { stage } from '../words.ts';

declare const spec: { readonly name: 'given'; readonly describe?: string; run(): void };

stage(spec);
