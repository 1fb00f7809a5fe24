import type { TargetField } from '../../target-api.ts';
import type { Word } from './words.ts';

/** Labels and hints of the fields by path. A test requires one for each field of each platform. */
export const FIELDS: Readonly<Record<string, Word>> = {
  url: { label: 'Webhook URL', hint: 'It is a secret: whoever has it can post to the channel.' },
  token: { label: 'Bot token', hint: 'It is a secret, and begins with xoxb-.' },
  channel: {
    label: 'Channel ID',
    hint: 'Such as C0123456789. Click the name of the channel in Slack: the ID is at the end of “About”.',
  },
  on: { label: 'Notify on', hint: 'By default failures, fixes and approval requests.' },
  levels: {
    label: 'Parts of a pipeline',
    hint: 'A run consists of stages, a stage of actions, and an action may run a job. By default each run is one alert.',
  },
  when: {
    label: 'Only for',
    hint: 'By default everything. One name on each line; * stands for any text, and ! excludes: web-* and !web-test.',
  },
  'when.pipelines': { label: 'Pipelines', hint: '' },
  'when.accounts': { label: 'AWS accounts', hint: 'Numbers of 12 digits' },
  'when.regions': { label: 'Regions', hint: 'Such as eu-central-1' },
  'when.stages': { label: 'Stages of a pipeline', hint: '' },
  'when.sources': { label: 'Event sources', hint: 'Such as codebuild or cloudwatch-alarm' },
  'when.resources': { label: 'Other resources', hint: 'Names of builds, alarms, stacks and the like' },
  mention: { label: 'Mention people', hint: 'Who is mentioned in the message, and for what.' },
  'mention.author': { label: 'Mention the author of the commit that failed', hint: '' },
  thread: { label: 'Conversations', hint: 'What one message of the channel is about.' },
  enabled: { label: 'Send to this target', hint: 'Off keeps the target and sends nothing.' },
  summary: {
    label: 'Combine many waiting alerts into one message',
    hint: 'Off sends each alert by itself, also if hundreds wait.',
  },
  threadId: { label: 'Thread ID', hint: 'Posts everything into this thread of the channel.' },
  forum: { label: 'The channel is a forum', hint: 'Each conversation is a post of its own.' },
  forumTags: { label: 'Forum tags', hint: 'IDs of up to five tags of the posts, one on each line.' },
  apiUrl: { label: 'Address of Slack’s API', hint: 'Only for another cloud of Slack, such as GovSlack.' },
  headers: { label: 'Request headers', hint: 'Such as an access token that the receiver needs.' },
  signingKeys: {
    label: 'Signing keys',
    hint: 'Each begins with whsec_. All keys sign, so that keys can be replaced without a gap.',
  },
  format: { label: 'Form of the document', hint: 'standard, or the envelope of CloudEvents.' },
};

/** Labels of the values of a field, by path and value. */
const CHOICES: Readonly<Record<string, Readonly<Record<string, Word>>>> = {
  thread: {
    incident: {
      label: 'An incident',
      hint: 'The first failure is a message. Later failures and the fix are replies, and the message turns green.',
    },
    run: { label: 'A run', hint: 'One message for each run, which shows its progress and its result.' },
    off: { label: 'One alert', hint: 'Every alert is a message of its own.' },
  },
  format: {
    standard: { label: 'Standard', hint: 'The document of Pipebell by itself' },
    cloudevents: { label: 'CloudEvents', hint: 'The document within a CloudEvents envelope' },
  },
};

export const fieldWord = (path: string, field: TargetField): Word =>
  FIELDS[path] ?? { label: field.help ?? field.name, hint: '' };

export const choiceWord = (path: string, choice: string): Word =>
  CHOICES[path]?.[choice] ?? { label: choice, hint: '' };
