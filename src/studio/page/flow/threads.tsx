import { useEffect, useState } from 'preact/hooks';
import type { FlowMessage, FlowPayload, FlowThread } from '../../flow-api.ts';
import { clockTime, plural } from '../parts/time.ts';
import { Message } from '../preview/message.tsx';
import { call, messageOf } from '../state/call.ts';
import type { Scheme } from '../state/theme.ts';

/** A message of a channel as it is now. While a new state is loaded, the one before stays. */
const Drawn = ({ target, message, scheme }: { target: string; message: FlowMessage; scheme: Scheme }) => {
  const { id, updates } = message;
  const [shown, setShown] = useState<FlowPayload>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const aborted = new AbortController();
    call('GET /api/flow/message', { target, id }, aborted.signal).then(
      (found) => {
        setShown(found);
        setProblem(undefined);
      },
      (error) => setProblem(messageOf(error)),
    );
    return () => aborted.abort();
  }, [target, id, updates]);
  if (problem) return <p class="hint">{problem}</p>;
  return shown ? (
    <Message platform={shown.platform} body={JSON.stringify(shown.payload)} scheme={scheme} at={message.postedAt} />
  ) : (
    <p class="hint">{message.text}</p>
  );
};

const Head = ({ message: { postedAt, changedAt, updates, broadcast } }: { message: FlowMessage }) => (
  <p class="message-head">
    <time dateTime={postedAt}>{clockTime(postedAt)}</time>
    {updates > 0 && (
      <span class="chip accent" key={updates}>
        updated {updates > 1 && `${updates} times, `}
        <time dateTime={changedAt}>{clockTime(changedAt)}</time>
      </span>
    )}
    {broadcast && <span class="chip">also sent to the channel</span>}
  </p>
);

const Thread = ({ thread, scheme }: { thread: FlowThread; scheme: Scheme }) => {
  const { target, platform, root, replies, hidden } = thread;
  const count = replies.length + hidden;
  return (
    <li class="thread">
      <article aria-label={`${target}: ${root.text}`}>
        <header>
          <b>{target}</b>
          <span class="tag">{platform}</span>
          <Head message={root} />
        </header>
        <Drawn target={target} message={root} scheme={scheme} />
        {count > 0 && (
          <details class="replies" open>
            <summary>{plural(count, 'reply', 'replies')} in the thread</summary>
            {hidden > 0 && <p class="hint">{plural(hidden, 'older reply', 'older replies')} not shown</p>}
            <ol>
              {replies.map((reply) => (
                <li key={reply.id}>
                  <Head message={reply} />
                  <Drawn target={target} message={reply} scheme={scheme} />
                </li>
              ))}
            </ol>
          </details>
        )}
      </article>
    </li>
  );
};

/** The channels whose messages can be changed, the latest change first. */
export const Threads = ({ threads, scheme }: { threads: readonly FlowThread[]; scheme: Scheme }) =>
  threads.length === 0 ? null : (
    <section class="panel threads" aria-labelledby="threads">
      <h3 id="threads">Channels</h3>
      <p class="hint">Messages that change, with their threads, as the channel shows them now.</p>
      <ul>
        {threads.map((thread) => (
          <Thread key={`${thread.target} ${thread.root.id}`} thread={thread} scheme={scheme} />
        ))}
      </ul>
    </section>
  );
