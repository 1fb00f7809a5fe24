import type { Command } from 'commander';
import { isTargetName } from '../../../model/stack.ts';
import { UNCHANGED } from '../../../targets/references.ts';
import { isOpenField } from '../../../targets/target-fields.ts';
import { parseJson } from '../../../text/json.ts';
import { EXIT } from '../../errors.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { requireStack } from '../../stack.ts';
import { fixLines, pipebell } from '../../suggest.ts';
import { parseTargetName, targetJson } from '../../target-name.ts';
import { targetsOfStage } from '../../target-set.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';
import { partOf, placeOf, shownPath, unchangedPaths, withoutSecrets } from './unchanged.ts';

const HELP = `
Writes targets as "targets apply" reads them, {"name": {target}}. References to secrets are written as they are. A secret
that is in the target itself is written as "${UNCHANGED}": "targets apply" keeps the stored value in its place.

Examples:
  npx pipebell targets export --stage prod > targets.json
  npx pipebell targets export team-web --stage prod`;

/** How a secret becomes a reference. */
const toReference = (name: string, path: readonly (string | number)[], options: StageOptions): string => {
  const { reference, command } = placeOf(name, path, options);
  return fixLines(
    `to refer to it, store it (enter it, then Ctrl-D twice), and write ${reference} in its place: ${command}`,
    '    ',
  );
};

const exportTargets = async (names: readonly string[], options: StageOptions, io: Io): Promise<number> => {
  const { stage } = options;
  await requireStack(options, io);
  const parameters = await io.parameters(options);
  const named = names.map(async (name) => ({ name, raw: parseJson(await targetJson(parameters, options, name)) }));
  const found = names.length > 0 ? await Promise.all(named) : await targetsOfStage(stage, options, io);
  const targets: [string, object][] = [];
  let skipped = 0;
  for (const { name, raw } of found.filter((each) => isTargetName(each.name))) {
    try {
      targets.push([name, await withoutSecrets(name, raw, options)]);
    } catch (error) {
      // One target that cannot be shown does not keep the others from being exported.
      io.stderr.write(`not exported: ${(error as Error).message}\n`);
      skipped += 1;
    }
  }
  writeJson(Object.fromEntries(targets), io.stdout);
  for (const [name, target] of targets) {
    for (const path of unchangedPaths(target)) {
      // A field that everyone may read takes no reference.
      const isOpen = isOpenField(partOf(target, 'platform'), String(path[0]));
      const what = isOpen ? 'may be a secret by mistake' : 'is a secret of the target itself';
      io.stderr.write(`${name}: ${shownPath(path)} ${what}, written as "${UNCHANGED}"\n`);
      io.stderr.write(
        isOpen ? fixLines(pipebell(`targets edit ${name}`, options), '    ') : toReference(name, path, options),
      );
    }
  }
  return skipped > 0 ? EXIT.failed : EXIT.done;
};

export const addExport = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withStage(targets.command('export'))
    .description('write targets as a file for "targets apply", without secrets')
    .argument('[names...]', 'the targets; all if none is named', (value: string, before?: string[]) => [
      ...(before ?? []),
      parseTargetName(value),
    ])
    .addHelpText('after', HELP)
    .action(async (names: string[] = [], options: StageOptions) => exit(await exportTargets(names, options, io)));
};
