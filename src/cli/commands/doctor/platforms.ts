import { isRecord } from '../../../text/json.ts';
import { askPlatform, canBeAsked, inquirer } from '../../ask-platform.ts';
import { CliError } from '../../errors.ts';
import type { Inspection } from '../../receivers/inspection.ts';
import { targetsOfStage } from '../../target-set.ts';
import type { Check, StackContext } from './check.ts';
import { allowsPrivate } from './targets.ts';

/** A target that cannot be opened is reported by the check of the targets. */
const unlessInvalid = (error: unknown): undefined => {
  if (error instanceof CliError) return undefined;
  throw error;
};

const inspectAll = async (context: StackContext): Promise<{ name: string; inspection: Inspection }[]> => {
  const { options, io } = context;
  const targets = (await targetsOfStage(options.stage, options, io)).filter(
    ({ raw }) => canBeAsked(raw) && isRecord(raw) && raw.enabled !== false,
  );
  const allowPrivate = await allowsPrivate(context);
  const source = { place: options, parameters: await io.parameters(options), allowPrivate };
  const send = inquirer(io, allowPrivate);
  const inspected: { name: string; inspection: Inspection }[] = [];
  // One after the other: the platforms limit the requests of a token.
  for (const { name, raw } of targets) {
    const inspection = await askPlatform(name, raw, { ...source, send, isStored: true }).catch(unlessInvalid);
    if (inspection) inspected.push({ name, inspection });
  }
  return inspected;
};

export const platformChecks: readonly Check[] = [
  {
    name: 'Slack and Discord accept the tokens and webhooks of the targets',
    async run(context) {
      return (await inspectAll(context)).flatMap(({ name, inspection }) =>
        inspection.findings.map(({ message, ...rest }) => ({ ...rest, message: `${name}: ${message}` })),
      );
    },
  },
];
