import { discord } from './discord.tsx';
import type { Drawing } from './drawing.ts';
import { slack } from './slack.tsx';
import { teams } from './teams.ts';

/** By the platform's name. Messages of other platforms are shown as JSON. */
export const drawings: Readonly<Record<string, Drawing>> = {
  discord,
  slack,
  'slack-app': slack,
  teams,
};
