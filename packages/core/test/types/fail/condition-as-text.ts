// expect: Argument of type '"CI"' is not assignable to parameter of type 'boolean |
import { useOne, when } from '../words.ts';

when(
  'CI', // <- guilty
  useOne(),
);
