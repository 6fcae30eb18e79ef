// expect: Type 'OptionalNeed<Artifact<"one", { readonly name: string; }>>' is
import { one, optional, stage } from '../words.ts';

stage({
  name: 'promises-perhaps',
  provides: { one: optional(one) }, // <- guilty
  run: () => undefined,
});
