import type { Author, Person } from '../model/author.ts';
import type { Commit, Notification } from '../model/notification.ts';
import type { Settings } from '../model/settings.ts';
import type { Suspects } from './authors.ts';

/** Most people who are mentioned as authors in one message. */
const MAX_SUSPECTS = 3;

/** Addresses that receive no mail, which no one has on another platform. GitHub's and GitLab's contain the login. */
const NO_REPLY = /^(?:\d+[-+])?([^@]+)@users\.noreply\.[a-z0-9.-]+$/;
const NOBODY = /^(?:no-?reply|do-?not-?reply)@|@(?:users\.)?noreply\./;

/** The author of a commit that may have broken something: the ids of the settings by platform, and the address. */
interface Suspect {
  readonly ids: Readonly<Record<string, string>>;
  readonly email?: string | undefined;
}

/** The names by which the settings can list a person, the most certain first. */
const namesOf = ({ author: name }: Commit, { email, login }: Partial<Author>): string[] => {
  const [, account] = NO_REPLY.exec(email ?? '') ?? [];
  const short = account && email && `${account}${email.slice(email.indexOf('@'))}`;
  return [email, short, login, account, name].flatMap((each) => (each ? [each.toLowerCase()] : []));
};

const idsOf = (names: readonly string[], people: NonNullable<Settings['people']>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(people).flatMap(([platform, listed]) => {
      const ids = new Map(Object.entries(listed).map(([name, id]) => [name.toLowerCase(), id]));
      const [id] = names.flatMap((name) => ids.get(name) ?? []);
      return id === undefined ? [] : [[platform, id]];
    }),
  );

/**
 * The authors of the commits that newly broke something, at most three, those of the newest commits.
 * @param people the ids from the settings, by platform and name.
 */
export const suspectsOf = (notification: Notification, people: Settings['people'] = {}): Suspects => {
  const { commits, authors = [] } = notification;
  const suspects = commits.flatMap((commit): Suspect[] => {
    const author: Partial<Author> = authors.find((each) => each.commit === commit.id) ?? {};
    const ids = idsOf(namesOf(commit, author), people);
    const email = author.email !== undefined && !NOBODY.test(author.email) ? author.email : undefined;
    return email === undefined && Object.keys(ids).length === 0 ? [] : [{ ids, ...(email && { email }) }];
  });
  const byPerson = new Map(suspects.map((suspect) => [JSON.stringify([suspect.email, suspect.ids]), suspect]));
  const found = [...byPerson.values()].slice(0, MAX_SUSPECTS);
  return (platform) =>
    found.flatMap(({ ids, email }): Person[] => {
      const id = Object.hasOwn(ids, platform) ? ids[platform] : undefined;
      if (id !== undefined) return [{ id }];
      return email === undefined ? [] : [{ email }];
    });
};
