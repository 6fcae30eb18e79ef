// expect: Types of property 'close' are incompatible
import { artifact, json } from '../words.ts';

class Door {
  readonly open = true;
  close(): void {}
}

artifact(
  'door',
  json<Door>(), // <- guilty
);
