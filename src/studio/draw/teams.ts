// Draws the card with Microsoft's renderer. https://adaptivecards.io
import { AdaptiveCard, OpenUrlAction, SerializationContext } from 'adaptivecards';
import { clockText, type Drawing, type Part, webUrl } from './drawing.ts';
import style from './teams.css' with { type: 'text' };
import { hostConfig } from './teams-look.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (value: string): string => value.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

/** The renderer leaves Markdown to its host. Mentions are the only Markdown that the relay's cards use. */
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = escapeHtml(text).replace(/&lt;at&gt;(.*?)&lt;\/at&gt;/g, '<span class="mention">$1</span>');
  result.didProcess = true;
};

const element = (name: string, className: string, ...children: (Node | string)[]): HTMLElement => {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
};

const cardOf = (body: string): Part => {
  const { attachments } = JSON.parse(body);
  return attachments[0].content;
};

export const teams: Drawing = {
  style,
  draw(body, into, look) {
    const { scheme, open = (url) => window.open(url, '_blank', 'noopener,noreferrer') } = look;
    const context = new SerializationContext();
    const card = new AdaptiveCard();
    card.hostConfig = hostConfig(scheme);
    card.onExecuteAction = (action) => {
      const url = action instanceof OpenUrlAction ? webUrl(action.url) : undefined;
      if (url) open(url);
    };
    card.parse(cardOf(body), context);
    const notes = Array.from({ length: context.eventCount }, (_, at) =>
      element('p', 'undrawn', `[${context.getEventAt(at).message}]`),
    );
    const rendered = card.render();
    const name = element('div', 'who', element('b', '', 'Workflows'), clockText(look));
    into.replaceChildren(element('div', `teams ${scheme}`, name, ...(rendered ? [rendered] : []), ...notes));
  },
};
