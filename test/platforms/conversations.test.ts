import { CONVERSING } from '../../src/model/conversation.ts';
import { openTarget } from '../../src/platforms/index.ts';
import '../../src/wording/words.ts';
import { conversations } from './conversations.ts';
import { exampleOf } from './example.ts';
import { goldenConversation } from './golden.ts';
import { messagesOf } from './sent.ts';

const STORIES = Object.keys(conversations);

describe.each(CONVERSING)('the conversations of %s', (platform) => {
  test.each(STORIES)('are sent as reviewed: %s', async (story) => {
    const { target, accepted } = await exampleOf(platform);
    const { channel } = await openTarget(target, { allowPrivate: false });

    expect(messagesOf(story, channel, accepted)).toEqual(goldenConversation(platform, story));
  });
});
