#!/usr/bin/env node
import './node-20.ts';
import * as module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Node keeps the compiled code there, which makes every further run two to three times faster. Node's default is the folder
// for temporary files, where another user could put code in its place. Node 20 has no such cache.
module.enableCompileCache?.(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'pipebell'));

// Loaded after that, so that they are cached.
const [{ runCli }, { processIo }] = await Promise.all([import('./program.ts'), import('./terminal/io.ts')]);

const args = process.argv.slice(2);
process.exitCode = await runCli(args, processIo());
// A completion does not wait for a call to AWS that exceeded its time. Writes to a pipe are synchronous.
if (args[0] === 'complete') process.exit();
