import { createSend } from '../net/http.ts';
import { createChannelPrinter } from './channel-printer.ts';
import { addressField, type Chat, openChat } from './chat.ts';
import { skippingClock } from './clock.ts';
import { chatResponder, openInbox } from './inbox.ts';
import { createLocalRelay } from './relay.ts';
import { type Story, stories } from './stories.ts';
import type { Terminal } from './terminal.ts';

/** Default of the stack parameter. */
const ENRICHMENT_MS = 2500;

interface Tally {
  accepted: number;
  deadLetters: number;
  queued: number;
  /** Differences from the expected result. */
  wrong: string[];
}

const compare = <Value>(what: string, expected: Record<string, Value>, actual: Record<string, Value>): string[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
    .filter((name) => expected[name] !== actual[name])
    .map((name) => `${what} ${name}: ${actual[name] ?? 'none'}, expected ${expected[name] ?? 'none'}`);

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const playStory = async (story: Story, terminal: Terminal): Promise<Tally> => {
  const inbox = await openInbox();
  try {
    const clock = skippingClock();
    const send = createSend({ allowPrivate: true, now: clock.now });
    const relay = createLocalRelay({
      clock,
      send,
      telemetry: terminal,
      allowPrivateTargets: true,
      enrichmentMs: story.answers ? ENRICHMENT_MS : 0,
    });
    for (const [operation, answer] of Object.entries(story.answers ?? {})) relay.aws.answers.set(operation, answer);
    const chats = new Map<string, Chat>();
    for (const [name, { target, responder }] of Object.entries(story.targets)) {
      relay.addTarget(name, { [addressField(target.platform)]: inbox.urlOf(name), ...target });
      const chat = openChat(target.platform, clock.now);
      if (chat) {
        chats.set(name, chat);
        inbox.setResponder(name, chatResponder(chat));
      }
      if (responder) inbox.setResponder(name, responder);
    }
    const printNews = createChannelPrinter(chats, terminal);
    for (const { text, subject } of story.messages) {
      await relay.publish(text, subject);
      await relay.drain();
      printNews();
    }
    await relay.settle();
    printNews();

    const accepted: Record<string, number> = {};
    for (const { target, status } of inbox.arrivals) {
      if (status < 300 && !chats.has(target)) accepted[target] = (accepted[target] ?? 0) + 1;
    }
    for (const [name, chat] of chats) accepted[name] = chat.messages().length;
    const attributes = relay.aws.deadLetters.messages.map(({ attributes }) => attributes);
    const deadLetters = Object.fromEntries(
      attributes.map(({ target, reason }) => [target?.StringValue ?? '?', reason?.StringValue ?? '?']),
    );
    return {
      accepted: Object.values(accepted).reduce((sum, count) => sum + count, 0),
      deadLetters: attributes.length,
      queued: relay.aws.deliveries.messages.length + relay.aws.unrouted.messages.length,
      wrong: [
        ...compare('accepted by', story.expected.accepted, accepted),
        ...compare('dead letter for', story.expected.deadLetters ?? {}, deadLetters),
      ],
    };
  } finally {
    await inbox.close();
  }
};

/** Plays all stories, or the given ones. @returns whether every story ended as expected. */
export const playStories = async (terminal: Terminal, played = stories(new Date())): Promise<boolean> => {
  terminal.title('Pipebell on this machine');
  terminal.note('The real router and deliverer, with a topic, a queue and a Parameter Store in memory. Deliveries are');
  terminal.note('posted to an inbox on 127.0.0.1. Waits are skipped.');
  const tallies: Tally[] = [];
  for (const [index, story] of played.entries()) {
    terminal.line();
    terminal.title(`${index + 1}. ${story.title}`);
    terminal.note(`   ${story.summary}`);
    const tally = await playStory(story, terminal);
    for (const fault of tally.wrong) terminal.line(`   WRONG: ${fault}`);
    tallies.push(tally);
  }
  const total = (of: (tally: Tally) => number): number => tallies.reduce((sum, tally) => sum + of(tally), 0);
  const wrong = total(({ wrong }) => wrong.length);
  terminal.line();
  terminal.title(
    [
      `${total((t) => t.accepted)} delivered`,
      `${total((t) => t.queued)} queued`,
      counted(
        total((t) => t.deadLetters),
        'dead letter',
      ),
    ].join(' · '),
  );
  terminal.line(
    wrong === 0 ? 'All stories ended as expected.' : `${counted(wrong, 'difference')} from the expected result.`,
  );
  terminal.note('Next: npm start -- --event FILE --target URL sends one event to your own channel. See README.md.');
  return wrong === 0;
};
