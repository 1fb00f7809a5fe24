import type { Command } from 'commander';
import type { Io } from '../../terminal/io.ts';
import { addAdd } from './add.ts';
import { addApply } from './apply.ts';
import { addCheck } from './check.ts';
import { addEdit } from './edit.ts';
import { addExport } from './export.ts';
import { addList, addShow } from './list.ts';
import { addDisable, addEnable, addRemove } from './switch.ts';
import { addTest } from './test.ts';

const HELP = `
A target is one SecureString in Parameter Store, /pipebell/<stage>/targets/<name>. A change takes effect within a
minute, without a deploy. URLs, keys and headers are never printed, and never taken from an argument, which would stay in
the shell's history.

Examples:
  npx pipebell targets list --stage prod
  npx pipebell targets add team-web --stage prod --platform slack
  npx pipebell targets check --stage prod`;

/** Every subcommand of `targets`. */
const COMMANDS = [
  addList,
  addShow,
  addAdd,
  addEdit,
  addRemove,
  addEnable,
  addDisable,
  addTest,
  addCheck,
  addApply,
  addExport,
];

export const addTargets = (program: Command, io: Io, exit: (code: number) => void): void => {
  const targets = program.command('targets').addHelpText('after', HELP);
  for (const add of COMMANDS) add(targets, io, exit);
};
