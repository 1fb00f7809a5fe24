import type { Conversation, Drawing } from '../../src/model/conversation.ts';
import type { HttpReply, Send } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { openChat } from './chat.ts';

const TOKEN = 'token-of-the-workspace';

type Trouble = HttpReply | Outcome | (() => never);

/** A chat platform that also finds people by e-mail address, and mentions authors. `members` are ids by address. */
export const withMembers = (
  { conversation: chat, send: sendChat }: Pick<ReturnType<typeof openChat>, 'conversation' | 'send'>,
  members: Readonly<Record<string, string>>,
) => {
  const asked: { readonly email: string; readonly timeoutMs: number }[] = [];
  const troubles: Trouble[] = [];
  const conversation: Conversation = {
    ...chat,
    mentionsAuthor: true,
    person: {
      secret: TOKEN,
      request: (email) => ({ url: 'https://chat.example/people', headers: {}, body: email, timeoutMs: 10_000 }),
      read: ({ status, body }) => (status !== 200 ? 'unknown' : body === '' ? 'nobody' : { id: body }),
    },
  };
  const send: Send = async (request) => {
    if (!request.url.endsWith('/people')) return sendChat(request);
    const { body: email, timeoutMs } = request;
    asked.push({ email, timeoutMs });
    const trouble = troubles.shift();
    if (typeof trouble === 'function') return trouble();
    return trouble ?? { status: 200, body: members[email] ?? '' };
  };
  return { conversation, send, asked, trouble: (answer: Trouble) => void troubles.push(answer) };
};

/** Who a message mentions besides the people of the target. */
export const mentionedIn = ({ drawing: { mentions, people } }: { drawing: Drawing }): readonly string[] =>
  mentions ? people : [];
