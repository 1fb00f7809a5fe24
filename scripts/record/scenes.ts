/** A command of the recording. */
export interface Scene {
  /** A heading before the command, if a part begins. */
  readonly part?: string;
  /** The text before the command. */
  readonly text: string;
  readonly command: string;
  /** What the block of the page needs: see CONTRIBUTING.md. */
  readonly mark: 'account' | 'network' | 'manual' | '';
  /** The expected exit code. */
  readonly code?: number;
  /** Answers to the questions of the command, which then runs in a terminal. {@link URL_ANSWER} stands for the URL. */
  readonly answers?: readonly { readonly expect: string; readonly send: string }[];
  /** Seconds to wait before the command. */
  readonly waitSeconds?: number;
  /** Lines to show; the rest is left out, with a line that says so. */
  readonly lines?: number;
}

/** Is replaced by the URL of the receiver. */
export const URL_ANSWER = 'URL';

const ENTER = '\r';

/** A changed target takes effect within a minute. */
const MINUTE = 65;

/** The commands from a clone to a message, and from a message that does not arrive to its cause. */
export const SCENES: readonly Scene[] = [
  {
    part: 'Install',
    text: 'In the clone. `npm ci` installs exactly the versions of the lock file.',
    command: 'npm ci',
    mark: 'network',
  },
  {
    part: 'Look at an alert',
    text: 'Nothing is sent and no account is needed. At a terminal the message has colours and links.',
    command: 'npx pipebell preview failed',
    mark: '',
  },
  {
    text: 'The stories of `npm start`. At a terminal it also opens the studio afterwards.',
    command: 'npm start',
    mark: 'manual',
    lines: 40,
  },
  {
    part: 'Deploy',
    text: 'The parameter allows the receiver on this machine. Leave it out in your account.',
    command: 'npx serverless deploy --stage prod --param="allowPrivateTargets=true"',
    mark: 'account',
  },
  {
    part: 'Add a channel',
    text: '`setup` asks for everything: here it finds the stack of the deployment and goes on with the target. Without a stack it also deploys. The URL is pasted and not shown; every other answer is the one that is offered. At the end it runs `doctor`. Two of the warnings are about the emulator, which does not encrypt a topic and does not delete expired rows. The other two are true of this stack: it allows private addresses, and its alarms have no recipient.',
    command: 'npx pipebell setup --stage prod',
    mark: 'account',
    code: 3,
    answers: [
      { expect: 'Set up Pipebell there', send: ENTER },
      { expect: 'Name of the target', send: `-web${ENTER}` },
      { expect: 'Where do the messages go', send: ENTER },
      { expect: '(hidden)', send: `${URL_ANSWER}${ENTER}` },
      { expect: 'What notifies', send: ENTER },
      { expect: 'Which pipelines', send: ENTER },
      { expect: 'Who is mentioned when a failure', send: ENTER },
      { expect: 'Who is mentioned when an approval', send: ENTER },
    ],
  },
  {
    part: 'Send an event through the relay',
    text: 'The sample event goes through topic, router, queue and deliverer, like an event of AWS.',
    command: 'npx pipebell send failed --stage prod --wait',
    mark: 'account',
  },
  {
    part: 'An alert that does not arrive',
    text: 'Someone narrows the filter of the target.',
    command: "npx pipebell targets edit team-web --stage prod --when-pipelines 'web-*'",
    mark: 'account',
  },
  {
    text: 'A minute later, the next failure of `shop-prod` reaches no one.',
    command: 'npx pipebell send still-failing --stage prod',
    mark: 'account',
    waitSeconds: MINUTE,
  },
  {
    text: '`why` names the filter that stopped it.',
    command: 'npx pipebell why shop-prod --stage prod',
    mark: 'account',
  },
  {
    text: 'With `--target` it prints the command that changes the filter.',
    command: 'npx pipebell why shop-prod --stage prod --target team-web',
    mark: 'account',
  },
  {
    text: 'The filter is removed:',
    command: 'npx pipebell targets edit team-web --stage prod --clear when.pipelines',
    mark: 'account',
  },
  {
    text: 'A minute later:',
    command: 'npx pipebell send fixed --stage prod --wait',
    mark: 'account',
    waitSeconds: MINUTE,
  },
  {
    text: 'Every attempt, the oldest first:',
    command: 'npx pipebell history team-web --stage prod',
    mark: 'account',
  },
];
