import { one, optional, same, stage, two } from '../words.ts';

stage({
  name: 'exact',
  needs: { first: one, second: two, perhaps: optional(one) },
  run(inputs) {
    same<
      typeof inputs,
      {
        readonly first: { readonly name: string };
        readonly second: number;
        readonly perhaps: { readonly name: string } | undefined;
      }
    >(true);
  },
});
