import type { Scene } from './scenes.ts';

export interface Recorded {
  readonly scene: Scene;
  readonly output: string;
  /** Seconds that the command took. */
  readonly seconds: number;
}

const shown = (output: string, lines = Number.POSITIVE_INFINITY): string => {
  const all = output.split('\n');
  return all.length <= lines ? output : [...all.slice(0, lines), `… ${all.length - lines} more lines`].join('\n');
};

const sectionOf = ({ scene, output, seconds }: Recorded): string =>
  [
    ...(scene.part ? [`## ${scene.part}`, ''] : []),
    scene.text,
    '',
    `\`\`\`sh${scene.mark ? ` ${scene.mark}` : ''}`,
    scene.command,
    '```',
    '',
    '```text',
    shown(output, scene.lines),
    '```',
    '',
    `${seconds < 1 ? 'Less than a second' : `${Math.round(seconds)} s`}.`,
    '',
  ].join('\n');

/** The page of a recording. @param received the texts that the channel got. */
export const recordingPage = (recorded: readonly Recorded[], received: readonly string[]): string => {
  const total = recorded.reduce((sum, { seconds }) => sum + seconds, 0);
  return `# Ten minutes, recorded

From a fresh clone to a message, with every command and its output. \`npm run record\` ran the commands and wrote this page: in a clone of this revision, against an emulator of AWS on the same machine, with a receiver in the place of Slack. Ids, paths, addresses and the account are replaced. The commands took ${Math.round(total)} s together, without the two waits of a minute. The first deployment to AWS takes some minutes longer than the one to the emulator. The emulator has no builds, so these messages lack the reason and the log that the alert of a real pipeline has.

The recording begins with the clone, where \`OWNER\` stands for the place of your copy:

\`\`\`sh network
git clone https://github.com/OWNER/pipebell && cd pipebell
\`\`\`

${recorded.map(sectionOf).join('\n')}
## What the channel got

The first line of each message, in order:

\`\`\`text
${received.join('\n')}
\`\`\`

Then go on with [targets.md](targets.md), or remove everything: [remove.md](remove.md).
`;
};
