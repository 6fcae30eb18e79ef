// expect: Property 'run' is missing in type
import { stage } from '../words.ts';

stage({ name: 'idle' }); // <- guilty
