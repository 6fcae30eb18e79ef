import { definePipeline } from '../words.ts';

definePipeline('p', []);
