// The commits of one story, which samples and the stories of `npm start` share: a commit breaks the pipeline, two more do
// not mend it, and another fixes it.

/** A commit as a push through a connection reports it. */
export interface Push {
  readonly commit: string;
  readonly message: string;
  readonly author: string;
}

export const STORY = {
  good: {
    commit: 'c81d2e3f405162738495a6b7c8d9e0f1a2b3c4d5',
    message: 'Show the basket on every page',
    author: 'Grace Okafor',
  },
  broken: {
    commit: '5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5',
    message: 'Charge the card once',
    author: 'Ada Moreno',
  },
  second: {
    commit: '0aa1b2c3d4e5f60718293a4b5c6d7e8f90123456',
    message: 'Wait for the answer of the bank (#316)',
    author: 'Grace Okafor',
  },
  third: {
    commit: '9be47d1f2a3c4b5d6e7f8091a2b3c4d5e6f70819',
    message: 'Show the delivery slot on the receipt',
    author: 'Ada Moreno',
  },
  fix: {
    commit: '61e0a7f3b9c8d2e4f5061728394a5b6c7d8e9f01',
    message: 'Restore the rounding',
    author: 'Jo Lindqvist',
  },
} as const satisfies Record<string, Push>;

/** The run of the good commit, to which a rollback returns. */
export const GOOD_RUN = '3e1d9c70-52b4-4b8e-a6f1-0c9d8e7f6a50';

/** The session of a person who answers, stops or rolls back. */
export const sessionOf = (account: string, name: string): string =>
  `arn:aws:sts::${account}:assumed-role/Release/${name}`;
