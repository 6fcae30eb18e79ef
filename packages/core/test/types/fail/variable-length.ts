// expect: a pipeline needs a list of fixed length: write the stages as a literal list, or give dynamic(list), which is checked when it runs
import { definePipeline, makeOne } from '../words.ts';

const stages = [makeOne()];

definePipeline('p', stages); // <- guilty
