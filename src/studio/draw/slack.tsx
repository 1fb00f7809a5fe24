// Draws the subset of Block Kit that src/platforms/slack.ts uses: Slack publishes no renderer.
// https://docs.slack.dev/reference/block-kit/blocks
import { type ComponentChildren, createContext, render } from 'preact';
import { useContext } from 'preact/hooks';
import { clockText, type Drawing, type Look, type Part, partsIn, webUrl } from './drawing.ts';
import style from './slack.css' with { type: 'text' };

const LookContext = createContext<Look>({ scheme: 'light' });

const Undrawn = ({ part }: { part: Part }) => <span class="undrawn">[{part.type ?? 'a part without a type'}]</span>;

const Styled = ({ part, children }: { part: Part; children: ComponentChildren }) => {
  const look = (part.style ?? {}) as Part;
  const code = look.code ? <code>{children}</code> : children;
  const italic = look.italic ? <i>{code}</i> : code;
  return <>{look.bold ? <b>{italic}</b> : italic}</>;
};

const Link = ({ part }: { part: Part }) => {
  const url = webUrl(part.url);
  const text = <Styled part={part}>{String(part.text ?? part.url)}</Styled>;
  return url ? (
    <a href={url} target="_blank" rel="noreferrer">
      {text}
    </a>
  ) : (
    text
  );
};

/** A time as Slack shows it by `{date_short_pretty}, {time}`. */
const ReaderTime = ({ seconds }: { seconds: number }) => {
  const { timeZone } = useContext(LookContext);
  const date = new Date(seconds * 1000);
  const dayOf = (time: Date) =>
    time.toLocaleDateString('en-US', { timeZone, month: 'short', day: 'numeric', year: 'numeric' });
  const time = date.toLocaleTimeString('en-US', { timeZone, hour: 'numeric', minute: '2-digit' });
  const day = dayOf(date) === dayOf(new Date()) ? 'Today' : dayOf(date);
  return <>{`${day}, ${time}`}</>;
};

const Mention = ({ part }: { part: Part }) => {
  const { names } = useContext(LookContext);
  const id = String(part.user_id ?? part.usergroup_id ?? part.range);
  return <span class="mention">@{names?.[id] ?? id}</span>;
};

const Inline = ({ part }: { part: Part }) => {
  switch (part.type) {
    case 'text':
      return <Styled part={part}>{String(part.text)}</Styled>;
    case 'link':
      return <Link part={part} />;
    case 'date':
      return (
        <Styled part={part}>
          <ReaderTime seconds={Number(part.timestamp)} />
        </Styled>
      );
    case 'user':
    case 'usergroup':
    case 'broadcast':
      return <Mention part={part} />;
    default:
      return <Undrawn part={part} />;
  }
};

const inlines = (value: unknown) => partsIn(value).map((part, at) => <Inline key={at} part={part} />);

const RichTextPart = ({ part }: { part: Part }) => {
  switch (part.type) {
    case 'rich_text_section':
      return (
        <div class="text" dir="auto">
          {inlines(part.elements)}
        </div>
      );
    case 'rich_text_preformatted':
      return <pre dir="auto">{inlines(part.elements)}</pre>;
    default:
      return <Undrawn part={part} />;
  }
};

/** The relay's mrkdwn context elements hold a date only. */
const DATE = /^<!date\^(\d+)\^\{date_short_pretty\}, \{time\}\|[^<>]*>$/;

const Small = ({ part }: { part: Part }) => {
  const date = DATE.exec(String(part.text))?.[1];
  if (part.type === 'mrkdwn' && date) {
    return (
      <span>
        <ReaderTime seconds={Number(date)} />
      </span>
    );
  }
  return part.type === 'plain_text' ? <span>{String(part.text)}</span> : <Undrawn part={part} />;
};

const Block = ({ part }: { part: Part }) => {
  switch (part.type) {
    case 'rich_text':
      return (
        <div>
          {partsIn(part.elements).map((inner, at) => (
            <RichTextPart key={at} part={inner} />
          ))}
        </div>
      );
    case 'context':
      return (
        <div class="context">
          {partsIn(part.elements).map((inner, at) => (
            <Small key={at} part={inner} />
          ))}
        </div>
      );
    default:
      return <Undrawn part={part} />;
  }
};

const blocks = (value: unknown) => partsIn(value).map((part, at) => <Block key={at} part={part} />);

const Attachment = ({ part }: { part: Part }) => (
  <div class="attachment">
    <div class="bar" style={{ backgroundColor: String(part.color) }} />
    <div class="blocks">{blocks(part.blocks)}</div>
  </div>
);

const Message = ({ message, look }: { message: Part; look: Look }) => (
  <LookContext value={look}>
    <div class={`slack ${look.scheme}`}>
      <div class="avatar" aria-hidden="true">
        🔔
      </div>
      <div class="content">
        <span class="who">Pipebell</span>
        <span class="app">APP</span>
        <span class="when">{clockText(look)}</span>
        {message.blocks ? blocks(message.blocks) : <div class="text">{String(message.text ?? '')}</div>}
        {partsIn(message.attachments).map((part, at) => (
          <Attachment key={at} part={part} />
        ))}
      </div>
    </div>
  </LookContext>
);

export const slack: Drawing = {
  style,
  draw: (body, into, look) => render(<Message message={JSON.parse(body)} look={look} />, into),
};
