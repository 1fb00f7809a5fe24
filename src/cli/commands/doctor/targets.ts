import { inspectTargets } from '../../inspect-targets.ts';
import { type Check, fault, type StackContext, unless, warning } from './check.ts';
import { functionOf } from './functions.ts';

/** True if the stack was deployed with `allowPrivateTargets`. */
export const allowsPrivate = async (context: StackContext): Promise<boolean> =>
  (await functionOf(context, 'deliverer'))?.Environment?.Variables?.ALLOW_PRIVATE_TARGETS === 'true';

export const targetChecks: readonly Check[] = [
  {
    name: 'every target can be used',
    async run(context) {
      const { options, io } = context;
      const found = await inspectTargets({ ...options, allowPrivate: await allowsPrivate(context) }, io);
      const edit = (name: string) => `npx pipebell targets edit ${name} --stage ${options.stage}`;
      const none = warning('there are no targets', `npx pipebell targets add NAME --stage ${options.stage}`);
      return [
        ...unless(found.length > 0, none),
        ...found.flatMap(({ name, problems, warnings }) => [
          ...problems.map((problem) => fault(`${name} cannot be used: ${problem}`, edit(name))),
          ...warnings.map((each) => warning(`${name}: ${each}`, edit(name))),
        ]),
      ];
    },
  },
  {
    name: 'targets must use https and public addresses',
    async run(context) {
      const allowed = warning(
        'allowPrivateTargets=true: targets may use http, private addresses and any host',
        'deploy without that parameter, unless receivers in a private network need it',
      );
      return unless(!(await allowsPrivate(context)), allowed);
    },
  },
];
