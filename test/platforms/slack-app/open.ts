import type { Conversation, Drawing } from '../../../src/model/conversation.ts';
import type { Channel } from '../../../src/model/platform.ts';
import { slackApp } from '../../../src/platforms/slack/app.ts';
import { aNotification } from '../../support/factories.ts';
import { FAKE_CHANNEL, FAKE_TOKEN } from '../../support/fake-slack.ts';
import { slackAppExample } from './target.ts';

/** A target of the fake's channel with the fake's token. */
export const openChannel = (fields: object = {}): Channel => {
  const target = { ...slackAppExample.target, token: FAKE_TOKEN, channel: FAKE_CHANNEL, ...fields };
  return slackApp.open(target, { allowPrivate: true }).channel;
};

/** @throws Error if the target has no conversation. */
export const openConversation = (fields: object = {}): Conversation => {
  const { conversation } = openChannel(fields);
  if (!conversation) throw new Error('the target has no conversation');
  return conversation;
};

export const aDrawing = (more: Partial<Drawing> = {}): Drawing => ({
  notification: aNotification(),
  form: 'root',
  facts: {},
  mentions: true,
  people: [],
  ...more,
});
