#!/usr/bin/env node
import './node-20.ts';
import { runCli } from './program.ts';
import { processIo } from './terminal/io.ts';

const args = process.argv.slice(2);
process.exitCode = await runCli(args, processIo());
// A completion does not wait for a call to AWS that exceeded its time. Writes to a pipe are synchronous.
if (args[0] === 'complete') process.exit();
