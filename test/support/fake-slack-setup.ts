import {
  type Fields,
  requireScope,
  type SlackChannel,
  type SlackState,
  type SlackToken,
  visibleChannel,
} from './fake-slack-state.ts';

/** @see https://docs.slack.dev/reference/methods/auth.test */
export const authTest = (_state: SlackState, { bot }: SlackToken): object => ({
  url: 'https://acme.slack.com/',
  team: 'Acme',
  user: 'pipebell',
  team_id: 'T0123456789',
  user_id: `U${bot}`,
  bot_id: bot,
  is_enterprise_install: false,
});

const SCOPES: Readonly<Record<SlackChannel['kind'], string>> = {
  public: 'channels:read',
  private: 'groups:read',
  direct: 'im:read',
};

/** @see https://docs.slack.dev/reference/methods/conversations.info */
export const info = (state: SlackState, token: SlackToken, { channel: id }: Fields): object => {
  const { kind, isArchived, members } = visibleChannel(state, token, id);
  requireScope(token, SCOPES[kind]);
  if (kind === 'direct') return { channel: { id, is_im: true, is_archived: isArchived } };
  return {
    channel: {
      id,
      is_channel: true,
      is_private: kind === 'private',
      is_archived: isArchived,
      is_member: members.has(token.bot),
    },
  };
};
