import type { Drawing } from './drawing.ts';
import { slack } from './slack.tsx';
import { teams } from './teams.ts';

/** By the platform's name. A platform that is not here is shown as the JSON that it is sent. */
export const drawings: Readonly<Record<string, Drawing>> = { slack, teams };
