// expect: a pipeline needs a list of fixed length: write the stages as a literal list, not as an array variable
import { definePipeline, makeOne } from '../words.ts';

const stages = [makeOne()];

definePipeline('p', stages); // <- guilty
