import { inspectTargets } from '../../inspect-targets.ts';
import { type Check, fault, type StackContext, unless, warning } from './check.ts';
import { functionOf } from './functions.ts';

/** Was the stack deployed with `allowPrivateTargets`? */
const allowsPrivate = async (patient: StackContext): Promise<boolean> =>
  (await functionOf(patient, 'deliverer'))?.Environment?.Variables?.ALLOW_PRIVATE_TARGETS === 'true';

export const targetChecks: readonly Check[] = [
  {
    promise: 'every target can be used',
    async look(patient) {
      const { options, io } = patient;
      const found = await inspectTargets({ ...options, allowPrivate: await allowsPrivate(patient) }, io);
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
    promise: 'deliveries go to public addresses only, and encrypted',
    async look(patient) {
      const open = warning(
        'targets may use http, private addresses and any host: allowPrivateTargets=true',
        'deploy without that parameter, unless receivers inside a network need it',
      );
      return unless(!(await allowsPrivate(patient)), open);
    },
  },
];
