import { shellWord } from '../../../text/shell-word.ts';
import type { StageOptions } from '../../options.ts';
import type { Io } from '../../terminal/io.ts';
import type { Found } from './plan.ts';

export interface SetupOptions {
  readonly stage?: string;
  readonly region?: string;
  readonly profile?: string;
}

export interface Context {
  readonly found: Found;
  readonly options: SetupOptions;
  readonly io: Io;
}

/** What a step found out or did; a number ends the set-up with that exit code. */
export type Result = Partial<Found> | number;

export type Step = (context: Context) => Promise<Result>;

/** The options of the commands that work on the stack. A step runs only once Region and stage are known. */
export const stageOptions = ({ found: { region, stage = '' }, options: { profile } }: Context): StageOptions => ({
  stage,
  region,
  ...(profile !== undefined && { profile }),
});

/** The options of a printed command that works at the same place, such as ` --stage prod --region eu-central-1`. */
export const placeWords = ({ found: { stage, region }, options: { profile }, io }: Context): string =>
  [
    ...(stage === undefined ? [] : ['--stage', stage]),
    ...(region === undefined || region === io.region({ profile }) ? [] : ['--region', region]),
    ...(profile === undefined ? [] : ['--profile', shellWord(profile)]),
  ]
    .map((word) => ` ${word}`)
    .join('');

/** The command that goes on with this set-up. */
export const againCommand = (context: Context): string => `npx pipebell setup${placeWords(context)}`;
