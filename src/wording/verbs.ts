import type { Moment } from '../model/notification.ts';
import { counted } from './phrases.ts';

/** What a sentence about a moment is made of. A part that is unknown is empty; a part that is not begins with a space. */
export interface Facts {
  readonly about: string;
  /** ` for feature/a` */
  readonly series: string;
  /** ` (#7)` */
  readonly number: string;
  /** ` at Build` */
  readonly at: string;
  /** ` · Release › Sign-off` */
  readonly place: string;
  /** ` by Hana Kim` */
  readonly by: string;
  /** `9b1f4c2`: what a rollback restores. */
  readonly to: string;
  /** `3 h`: for how long it ran, waited or was broken. */
  readonly time: string;
  /** `3rd`: which failure in a row it is. */
  readonly nth: string;
  /** The number of the run's retry, as text. */
  readonly retry: string;
  readonly isDifferent: boolean;
  /** AWS's name of the state. */
  readonly state: string;
}

/** A verdict: for the first line of a message, with its beginning in bold, and for the push text. */
export interface Sentence {
  readonly strong: string;
  readonly rest: string;
  readonly push: string;
}

type Wording = (facts: Facts) => Sentence;

/** `shop started` in a message and on a phone. The number of a pull request is not bold. */
const plain =
  (verb: string, short = verb): Wording =>
  ({ about, series, number, at }) => ({
    strong: `${about} ${verb}${series}${number ? '' : at}`,
    rest: number && `${number}${at}`,
    push: `${about} ${short}${series}${number}${at}`,
  });

const since = ({ nth, time }: Facts): string => `, ${nth} time${time && ` in ${time}`}`;

/** `running` is the present state of a run that started. */
export type SentenceKind = Moment | 'still-failing' | 'failed-again' | 'fixed' | 'recovered' | 'running';

/** The sentences of the moments and transitions, and those of a run that is a rollback. Replies have their own. */
export const SENTENCES: Readonly<Record<SentenceKind, Wording>> = {
  started: plain('started'),
  running: plain('is running', 'running'),
  succeeded: plain('succeeded'),
  failed: plain('failed'),
  'still-failing': (facts) => ({
    strong: `${facts.about} is still failing${facts.series}`,
    rest: facts.number,
    push: `${facts.about} still failing${facts.series}${facts.number}${facts.isDifferent ? ', different error' : since(facts)}`,
  }),
  'failed-again': ({ about, series, number, retry, isDifferent }) => ({
    strong: `${about} failed again${series}`,
    rest: number,
    push: `${about} failed again${series}${number} on retry ${retry}${isDifferent ? ', different error' : ''}`,
  }),
  fixed: ({ about, series, number, time }) => ({
    strong: `${about} is fixed${series}`,
    rest: number,
    push: `${about} is fixed${series}${number}${time && ` after ${time}`}`,
  }),
  recovered: ({ about, series, number, retry }) => {
    const words = `${about} recovered${series}`;
    const on = retry ? ` on retry ${retry}` : ' on retry';
    return {
      strong: number ? words : `${words}${on}`,
      rest: number && `${number}${on}`,
      push: `${words}${number}${on}`,
    };
  },
  stopping: plain('is stopping'),
  stopped: ({ about, series, number, at, by }) => ({
    strong: `${about} was stopped${series}`,
    rest: `${number}${at}${by}`,
    push: `${about} stopped${series}${number}${at}${by}`,
  }),
  superseded: plain('was superseded', 'superseded'),
  canceled: plain('was canceled', 'canceled'),
  resumed: plain('resumed'),
  abandoned: plain('was abandoned', 'abandoned'),
  'rolled-back': ({ about, at, to }) => ({
    strong: `${about} was rolled back`,
    rest: at,
    push: `${about} rolled back${to && ` to ${to}`}${at}`,
  }),
  approval: ({ about, series, number, at, place }) => ({
    strong: `${about} is waiting for approval${series}`,
    rest: `${number}${place}`,
    push: `${about} waiting for approval${series}${number}${at}`,
  }),
  approved: ({ about, series, number, at, by, time }) => ({
    strong: `${about} was approved${series}`,
    rest: `${number}${by}${time && `, after ${time}`}`,
    push: `${about} approved${series}${number}${by}${at}`,
  }),
  rejected: ({ about, series, number, at, by }) => ({
    strong: `${about} was rejected${series}`,
    rest: `${number}${by}`,
    push: `${about} rejected${series}${number}${by || at}`,
  }),
  expired: ({ about, series, number, time }) => ({
    strong: `The approval of ${about} expired${series}`,
    rest: number,
    push: `${about} approval expired${series}${number}${time && ` after ${time}`}`,
  }),
  change: ({ about, state }) => {
    const words = state ? `${about} is now ${state}` : `${about} changed`;
    return { strong: words, rest: '', push: words };
  },
  message: ({ about }) => ({ strong: about, rest: '', push: about }),
};

/** Failures of parts, for the moment `failed`: by what is counted. */
export const COUNTED: Readonly<Record<string, (about: string, failed: number, total: number | undefined) => string>> = {
  builds: (about, failed, total) =>
    `${about}: ${total ? `${failed} of ${counted(total, 'build')}` : counted(failed, 'build')} failed`,
  instances: (about, failed, total) =>
    `${about} failed on ${total ? `${failed} of ${counted(total, 'instance')}` : counted(failed, 'instance')}`,
};

export const rollbackOf = (name: string): string => `The rollback of ${name}`;

/** What follows the words of an event source or of a sender for a failure that is not the first, and for a fix. */
export const sequel = (kind: 'still-failing' | 'fixed', facts: Facts): string => {
  if (kind === 'still-failing') return facts.isDifferent ? ', different error' : since(facts);
  return facts.time ? `, fixed after ${facts.time}` : ', fixed';
};

/** `, muted by nightly-maintenance until 04:00 UTC` */
export const mutedText = (by: string | undefined, until: string | undefined): string =>
  `, muted${by ? ` by ${by}` : ''}${until ? ` until ${until}` : ''}`;
