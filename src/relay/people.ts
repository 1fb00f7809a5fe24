import type { Person } from '../model/author.ts';
import type { Conversation, PersonLookup } from '../model/conversation.ts';
import type { ConversationState } from '../model/conversation-state.ts';
import type { Delivery } from '../model/delivery.ts';
import { describeError } from '../model/errors.ts';
import type { Notification } from '../model/notification.ts';
import type { Outcome } from '../model/outcome.ts';
import type { KnownPerson, PeopleRows } from '../model/people.ts';
import { isRecord } from '../text/json.ts';
import { isNewlyBroken } from './authors.ts';
import { isDecision, isFix } from './conversation-state.ts';
import type { StepPorts } from './steps.ts';

export interface PeoplePorts extends StepPorts {
  /** Loads what the table holds about people. Without it, people are found in the settings only. */
  people?(): Promise<PeopleRows>;
}

/** Deadline of one look-up, in milliseconds. Several are made at the same time. */
const LOOKUP_MS = 5000;

/** Longer ids and addresses, and further people, are dropped. */
const MAX_PERSON_CHARS = 300;
const MAX_PEOPLE = 10;

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_PERSON_CHARS;

/** The people of a delivery, which may come from a newer router. */
export const readPeople = (people: readonly unknown[]): Person[] =>
  people.slice(0, MAX_PEOPLE).flatMap((each): Person[] => {
    const { id, email } = isRecord(each) ? each : {};
    if (isShort(id)) return [{ id }];
    return isShort(email) ? [{ email }] : [];
  });

const noReply = (outcome: Outcome): string => (outcome.kind === 'delivered' ? outcome.kind : outcome.reason);

/** Asks the platform for one person. An answer is stored for a day, so that each person is asked for once. */
const ask = async (
  { request, read, secret }: PersonLookup,
  email: string,
  target: string,
  rows: PeopleRows,
  { send }: StepPorts,
): Promise<KnownPerson | undefined> => {
  const asked = request(email);
  const reply = await send({ ...asked, timeoutMs: Math.min(asked.timeoutMs, LOOKUP_MS) });
  const found = 'kind' in reply ? 'unknown' : read(reply);
  if (found !== 'unknown') {
    await rows.note(secret, email, found);
    return found;
  }
  rows.failed(secret, email, target, 'kind' in reply ? noReply(reply) : `status ${reply.status}`);
  return undefined;
};

const lookUpAll = async (
  emails: readonly string[],
  person: PersonLookup,
  target: string,
  rows: PeopleRows,
  ports: StepPorts,
): Promise<ReadonlyMap<string, KnownPerson | 'unknown'>> => {
  const known = await rows.read(person.secret, emails);
  // Without the table each alert would ask again.
  if (!known) return new Map();
  const found = new Map(known);
  const asking = emails.filter((email) => !known.has(email));
  await Promise.all(
    asking.map(async (email) => {
      try {
        const answer = await ask(person, email, target, rows, ports);
        if (answer) found.set(email, answer);
      } catch (error) {
        // The alert is worth more than the mention.
        rows.failed(person.secret, email, target, describeError(error));
      }
    }),
  );
  return found;
};

/**
 * Finds the people of a delivery on its platform: at most one request for each, all at the same time. It never rejects
 * because of what a platform or the table answers; who is not found is not mentioned.
 * @returns the ids to mention.
 */
const findPeople = async (
  people: readonly Person[],
  target: string,
  { person }: Pick<Conversation, 'person'>,
  ports: PeoplePorts,
): Promise<string[]> => {
  const emails = [
    ...new Set(people.flatMap(({ id, email }) => (id === undefined && email !== undefined ? email : []))),
  ];
  const rows = person && emails.length > 0 ? await ports.people?.() : undefined;
  const found = person && rows ? await lookUpAll(emails, person, target, rows, ports) : new Map();
  const ids = people.flatMap(({ id, email = '' }) => {
    const known = found.get(email);
    return id ?? (typeof known === 'object' ? known.id : []);
  });
  return [...new Set(ids)];
};

/** Adds to the state of a conversation who broke it, if the news says that it is newly broken. */
export const withPeople = async (
  state: ConversationState,
  { people = [], target, notification }: Delivery,
  conversation: Conversation,
  ports: PeoplePorts,
): Promise<ConversationState> => {
  if (!conversation.mentionsAuthor || !isNewlyBroken(notification) || people.length === 0 || state.people) return state;
  const found = await findPeople(readPeople(people), target, conversation, ports);
  return found.length > 0 ? { ...state, people: found } : state;
};

/** Who is mentioned by a message of the conversation besides those whom the target lists. */
export const mentionedBy = (notification: Notification, { people = [] }: ConversationState): readonly string[] =>
  isNewlyBroken(notification) || isFix(notification) ? people : [];

/**
 * The state after its news was posted: once the fix has mentioned people, nothing does any more, and the answer to an
 * approval is not posted twice.
 */
export const afterPost = (
  state: ConversationState,
  notification: Notification,
  posted: Pick<ConversationState, 'people'>,
): ConversationState => {
  const { people: _, ...rest } = state;
  const people = isFix(notification) ? undefined : (posted.people ?? state.people);
  return { ...rest, ...(people && { people }), ...(isDecision(notification) && { decided: true }) };
};
