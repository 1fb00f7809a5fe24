import { isRecord } from '../../../text/json.ts';

const textOf = (...values: unknown[]): string => values.find((value) => typeof value === 'string') ?? '';

/** The text that a phone shows for a request's body: that of a chat message, or the title of a webhook's document. */
export const pushText = (body: unknown): string => {
  if (!isRecord(body)) return '';
  const [attachment] = Array.isArray(body.attachments) ? body.attachments : [];
  const card = isRecord(attachment) && isRecord(attachment.content) ? attachment.content : {};
  const data = isRecord(body.data) ? body.data : {};
  return textOf(body.text, body.summary, card.fallbackText, body.content, data.title);
};
