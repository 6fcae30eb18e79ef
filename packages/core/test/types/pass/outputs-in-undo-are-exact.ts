import { one, same, stage, two } from '../words.ts';

stage({
  name: 'exact',
  needs: { given: two },
  provides: { made: one },
  run: ({ given }) => ({ made: { name: String(given) } }),
  undo(outputs, inputs) {
    same<typeof outputs, { readonly made: { readonly name: string } } | undefined>(true);
    same<typeof inputs, { readonly given: number }>(true);
  },
});
