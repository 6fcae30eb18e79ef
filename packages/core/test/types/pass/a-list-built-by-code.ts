import { definePipeline, dynamic, makeOne, parallel, stage, useOne, when } from '../words.ts';

const looks = ['fra', 'iad'].map((region) => stage({ name: `look.${region}`, run: () => undefined }));

definePipeline('p', dynamic(looks));
definePipeline('p', dynamic([makeOne(), useOne(), ...looks]));
definePipeline('p', dynamic([parallel(...looks), when(true, useOne())]), { describe: 'everywhere' });
