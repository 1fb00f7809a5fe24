// Draws the subset of messages that src/platforms/discord.ts uses: Discord publishes no renderer.
// https://docs.discord.com/developers/resources/message#embed-object
import { createContext, render } from 'preact';
import { useContext } from 'preact/hooks';
import style from './discord.css' with { type: 'text' };
import { type Token, tokensOf } from './discord-markdown.ts';
import { clockText, type Drawing, type Look, type Part, partsIn, webUrl } from './drawing.ts';

const LookContext = createContext<Look>({ scheme: 'light' });

/** A time as Discord shows it by the style `f`. */
const timeText = (date: Date, timeZone: string | undefined): string => {
  const day = date.toLocaleDateString('en-US', { timeZone, month: 'long', day: 'numeric', year: 'numeric' });
  return `${day} at ${date.toLocaleTimeString('en-US', { timeZone, hour: 'numeric', minute: '2-digit' })}`;
};

/** A time as Discord shows it in the footer of an embed: of today, without the date. */
const footerTime = (date: Date, timeZone: string | undefined): string => {
  const dayOf = (time: Date) => time.toLocaleDateString('en-US', { timeZone });
  if (dayOf(date) !== dayOf(new Date())) return timeText(date, timeZone);
  return `Today at ${clockText({ at: date.toISOString(), ...(timeZone && { timeZone }) })}`;
};

const Inline = ({ token }: { token: Token }) => {
  const { timeZone, names } = useContext(LookContext);
  switch (token.kind) {
    case 'text':
      return <>{token.text}</>;
    case 'code':
      return <code>{token.text}</code>;
    case 'block':
      return <pre dir="auto">{token.text}</pre>;
    case 'mention':
      return <span class="mention">@{names?.[token.text] ?? token.text}</span>;
    case 'time':
      return <span class="time">{timeText(new Date(token.seconds * 1000), timeZone)}</span>;
    case 'bold':
      return <b>{inlines(token.inner)}</b>;
    case 'small':
      return <small>{inlines(token.inner)}</small>;
    case 'link': {
      const url = webUrl(token.url);
      return url ? (
        <a href={url} target="_blank" rel="noreferrer">
          {inlines(token.inner)}
        </a>
      ) : (
        <span class="undrawn">[link]</span>
      );
    }
  }
};

const inlines = (tokens: readonly Token[]) => tokens.map((token, at) => <Inline key={at} token={token} />);

const Markdown = ({ text, name }: { text: unknown; name: string }) => (
  <div class={name} dir="auto">
    {inlines(tokensOf(String(text)))}
  </div>
);

const DRAWN = ['title', 'url', 'color', 'description', 'footer', 'timestamp'];

const Undrawn = ({ part }: { part: Part }) => (
  <>
    {Object.keys(part)
      .filter((name) => !DRAWN.includes(name))
      .map((name) => (
        <span key={name} class="undrawn">
          [{name}]
        </span>
      ))}
  </>
);

const Title = ({ part }: { part: Part }) => {
  const url = webUrl(part.url);
  const title = <Markdown text={part.title} name="title" />;
  return url ? (
    <a class="to" href={url} target="_blank" rel="noreferrer">
      {title}
    </a>
  ) : (
    title
  );
};

const Footer = ({ part }: { part: Part }) => {
  const { timeZone } = useContext(LookContext);
  const { text } = (part.footer ?? {}) as Part;
  const time = part.timestamp ? footerTime(new Date(String(part.timestamp)), timeZone) : undefined;
  const shown = [text, time].filter((each) => each !== undefined);
  return shown.length > 0 ? (
    <div class="footer" dir="auto">
      {shown.join(' • ')}
    </div>
  ) : null;
};

const Embed = ({ part }: { part: Part }) => (
  <div class="embed" style={{ borderInlineStartColor: `#${Number(part.color).toString(16).padStart(6, '0')}` }}>
    {part.title !== undefined && <Title part={part} />}
    {part.description !== undefined && <Markdown text={part.description} name="description" />}
    <Footer part={part} />
    <Undrawn part={part} />
  </div>
);

const Message = ({ message, look }: { message: Part; look: Look }) => (
  <LookContext value={look}>
    <div class={`discord ${look.scheme}`}>
      {message.thread_name !== undefined && <div class="post">{String(message.thread_name)}</div>}
      <div class="row">
        <div class="avatar" aria-hidden="true">
          🔔
        </div>
        <div class="content">
          <span class="who">Pipebell</span>
          <span class="app">APP</span>
          <span class="when">{clockText(look)}</span>
          <Markdown text={message.content} name="text" />
          {partsIn(message.embeds).map((part, at) => (
            <Embed key={at} part={part} />
          ))}
        </div>
      </div>
    </div>
  </LookContext>
);

export const discord: Drawing = {
  style,
  draw(body, into, look) {
    const message = JSON.parse(body);
    if (typeof message.content !== 'string') throw new Error('the body is no message of Discord');
    render(<Message message={message} look={look} />, into);
  },
};
