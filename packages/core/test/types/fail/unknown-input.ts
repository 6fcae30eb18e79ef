// expect: Property 'two' does not exist on type 'Inputs<NoInfer<{ one: Artifact<"one", { readonly name: string; }>; }>>'
import { one, stage } from '../words.ts';

stage({
  name: 'reads-more',
  needs: { one },
  run: (inputs) => void inputs.two, // <- guilty
});
