// expect: Property 'name' is missing in type
import { stage } from '../words.ts';

stage({ run: () => undefined }); // <- guilty
