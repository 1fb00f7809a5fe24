import { type Advice, inspectTargets } from '../../inspect-targets.ts';
import { pipebell, serverless } from '../../suggest.ts';
import { type Check, fault, type Problem, type StackContext, unless, warning } from './check.ts';
import { functionOf } from './functions.ts';

/** True if the stack was deployed with `allowPrivateTargets`. */
export const allowsPrivate = async (context: StackContext): Promise<boolean> =>
  (await functionOf(context, 'deliverer'))?.Environment?.Variables?.ALLOW_PRIVATE_TARGETS === 'true';

const problemOf = ({ verdict, about, texts, fix }: Advice): Problem =>
  verdict === 'fault'
    ? fault(`${about} cannot be used: ${texts.join('; ')}`, fix)
    : warning(`${about}: ${texts.join('; ')}`, fix);

export const targetChecks: readonly Check[] = [
  {
    name: 'every target can be used',
    async run(context) {
      const { options, io } = context;
      const found = await inspectTargets({ ...options, allowPrivate: await allowsPrivate(context) }, io);
      const none = warning('there are no targets', pipebell('targets add NAME', options));
      return [...unless(found.length > 0, none), ...found.flatMap(({ advice }) => advice.map(problemOf))];
    },
  },
  {
    name: 'targets must use https and public addresses',
    async run(context) {
      const allowed = warning(
        'allowPrivateTargets=true: targets may use http, private addresses and any host',
        `deploy without that parameter, unless receivers in a private network need it: ${serverless('deploy', context.options)}`,
      );
      return unless(!(await allowsPrivate(context)), allowed);
    },
  },
];
