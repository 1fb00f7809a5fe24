import { Thread } from '../../../model/conversation.ts';
import { findPlatform } from '../../../targets/target-fields.ts';
import type { Io } from '../../terminal/io.ts';
import { askMention } from './ask-mention.ts';
import { fieldProblem } from './field-problem.ts';
import type { FieldOptions } from './fields.ts';
import { DEFAULT_CHOICES, occasionChoices, wordsOfChoices } from './occasion-choices.ts';

const splitWords = (answer: string): string[] => answer.split(/[,\s]+/).filter(Boolean);

const capitalized = (help: string): string => `${help.charAt(0).toUpperCase()}${help.slice(1)}`;

const THREADS: Readonly<Record<Thread, string>> = {
  incident: 'one message for a failure and its further failures, until it is fixed',
  run: 'one message for each run',
  off: 'every message by itself',
};

const askThread = async (platform: string, { prompts }: Io): Promise<object> => {
  if (!findPlatform(platform)?.target.shape.thread) return {};
  const choices = Thread.options.map((value) => ({ value, label: capitalized(value), hint: THREADS[value] }));
  return { thread: await prompts.select('What is one conversation?', choices) };
};

/** Prompts for the fields that have defaults. */
export const askOptional = async (
  platform: string,
  { io, allowPrivate }: { readonly io: Io; readonly allowPrivate: boolean },
): Promise<FieldOptions> => {
  const { prompts } = io;
  const on = wordsOfChoices(await prompts.multiselect('What notifies?', occasionChoices, DEFAULT_CHOICES));
  const pipelines = await prompts.text('Which pipelines? Names or patterns, such as web-* !web-test', {
    placeholder: 'all',
    validate: (answer) => {
      const problem = answer && fieldProblem('when', { pipelines: splitWords(answer) }, { platform, allowPrivate });
      return problem ? `Not valid: ${problem}` : undefined;
    },
  });
  const mention = await askMention(platform, on, io);
  return {
    on,
    ...(pipelines && { whenPipelines: splitWords(pipelines) }),
    ...(mention.length > 0 && { mention }),
    ...(await askThread(platform, io)),
  };
};
