import type { Command } from 'commander';
import type { Io } from './terminal/io.ts';

/** Adds one command with its arguments, options and action to the program. */
type AddCommand = (program: Command, io: Io, exit: (code: number) => void) => void;

interface Entry {
  /** The line in the help of the program and of the command. */
  readonly description: string;
  readonly load: () => Promise<AddCommand>;
}

/**
 * Every command of the CLI by heading and name, in the order of the help page. The code of a command is loaded when it
 * is used, so that the help page of the program loads none.
 */
export const COMMANDS: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  'Try it:': {
    start: {
      description: 'try Pipebell on this machine: play the stories, serve the studio, or send one event',
      load: async () => (await import('./commands/start/index.ts')).addStart,
    },
    samples: {
      description: 'list the sample events',
      load: async () => (await import('./commands/samples.ts')).addSamples,
    },
    preview: {
      description: 'draw the message that a platform would get',
      load: async () => (await import('./commands/preview/index.ts')).addPreview,
    },
    explain: {
      description: 'list which targets get an event, and why the others do not',
      load: async () => (await import('./commands/explain/index.ts')).addExplain,
    },
    rehearse: {
      description: 'play messages in memory and show what each target would have received',
      load: async () => (await import('./commands/rehearse/index.ts')).addRehearse,
    },
    excerpt: {
      description: "show what an alert takes from a build's log",
      load: async () => (await import('./commands/excerpt.ts')).addExcerpt,
    },
  },
  'Set up:': {
    setup: {
      description: 'set up everything: deploy, add a target, send a test message, check',
      load: async () => (await import('./commands/setup/index.ts')).addSetup,
    },
    init: {
      description: 'print an example target and the commands that add it to a stack',
      load: async () => (await import('./commands/init.ts')).addInit,
    },
    targets: {
      description: 'manage the targets of a stage',
      load: async () => (await import('./commands/targets/index.ts')).addTargets,
    },
    slack: {
      description: 'set up a Slack app',
      load: async () => (await import('./commands/slack/index.ts')).addSlack,
    },
    completion: {
      description: 'print a completion script for your shell',
      load: async () => (await import('./commands/completion/index.ts')).addCompletion,
    },
  },
  'Inspect:': {
    send: {
      description: 'publish an event on the topic, or send it directly to one target',
      load: async () => (await import('./commands/send/index.ts')).addSend,
    },
    status: {
      description: 'show the stage’s status: delivery outcomes, queues and alarms',
      load: async () => (await import('./commands/status/index.ts')).addStatus,
    },
    why: {
      description: 'show which targets got an event, and why the others did not',
      load: async () => (await import('./commands/why/index.ts')).addWhy,
    },
    history: {
      description: 'list the latest events, or the deliveries of a target, a pipeline or an execution',
      load: async () => (await import('./commands/history/index.ts')).addHistory,
    },
    doctor: {
      description: 'check a deployed stack from end to end, and print how to fix each problem',
      load: async () => (await import('./commands/doctor/index.ts')).addDoctor,
    },
  },
  'Repair and remove:': {
    'dead-letters': {
      description: 'list the dead letters',
      load: async () => (await import('./commands/dead-letters.ts')).addDeadLetters,
    },
    redrive: {
      description: 'send dead letters again',
      load: async () => (await import('./commands/redrive/index.ts')).addRedrive,
    },
    replay: {
      description: 'replay the events that EventBridge archived in a period',
      load: async () => (await import('./commands/replay.ts')).addReplay,
    },
    remove: {
      description: 'delete what `serverless remove` leaves of a stage: targets, settings, secrets, logs',
      load: async () => (await import('./commands/remove/index.ts')).addRemove,
    },
  },
};
