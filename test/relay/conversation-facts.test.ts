import type { RootFacts } from '../../src/model/conversation.ts';
import { EMPTY_CONVERSATION } from '../../src/model/conversation-state.ts';
import type { Notification } from '../../src/model/notification.ts';
import { absorb } from '../../src/relay/conversation-state.ts';
import type { ConversationKind } from '../../src/relay/conversations-of.ts';
import { aNotification } from '../support/factories.ts';

const at = (minutes: number): string => new Date(Date.parse('2026-03-04T09:00:00Z') + minutes * 60_000).toISOString();

/** The facts after news in the order given and in the opposite one, which must be the same. */
const factsAfter = (kind: ConversationKind, ...news: Notification[]): RootFacts => {
  const [facts, reversed] = [news, news.toReversed()].map(
    (each) => each.reduce((state, one) => absorb(kind, state, one), EMPTY_CONVERSATION).facts,
  );
  expect(reversed).toEqual(facts);
  return facts as RootFacts;
};

const failed = (count: number, more: Partial<Notification> = {}): Notification =>
  aNotification({
    id: `e-${count}`,
    time: at(count),
    transition: { kind: count > 1 ? 'still-failing' : 'broken', count, since: at(1) },
    ...more,
  });

test('the facts of an incident have the failures so far and the first reason', () => {
  const facts = factsAfter('incident', failed(1), failed(2, { failures: [{ reason: 'No room' }] }));

  expect(facts).toMatchObject({ count: 2, since: at(1), reason: 'The stack rolled back: the bucket name is taken' });
  expect(facts).not.toHaveProperty('at');
});

test('the facts of an incident have the first verdict where its source gives no reason', () => {
  const verdict = { code: 'alarm-value', values: { value: 41 } };
  const later = { code: 'alarm-value', values: { value: 52 } };
  const facts = factsAfter(
    'incident',
    failed(1, { failures: [], verdict }),
    failed(2, { failures: [], verdict: later }),
  );

  expect(facts.verdict).toEqual(verdict);
  expect(facts).not.toHaveProperty('reason');
});

test('the facts of an approval have what was asked and what ships, also after its answer', () => {
  const asked = aNotification({ moment: 'approval', level: 'action', approval: { comment: 'Ship v42?' } });
  const answer = aNotification({ id: 'e-2', moment: 'approved', level: 'action', time: at(60), commits: [] });

  expect(factsAfter('approval', asked, answer)).toMatchObject({ question: 'Ship v42?', commits: asked.commits });
});

test('the facts of a run have the time of its latest news', () => {
  const started = aNotification({ moment: 'started', failures: [], time: at(0) });
  const stage = aNotification({
    id: 'e-2',
    moment: 'started',
    level: 'stage',
    stage: 'Build',
    failures: [],
    time: at(4),
  });

  expect(factsAfter('run', started, stage)).toMatchObject({ since: at(0), at: at(4) });
});

test('the facts of a run that failed have the beginning of the failures, which is not that of the run', () => {
  const started = aNotification({ id: 'e-0', moment: 'started', failures: [], time: at(0) });

  expect(factsAfter('run', started, failed(1), failed(2))).toMatchObject({ since: at(0), redSince: at(1) });
  expect(factsAfter('run', started)).not.toHaveProperty('redSince');
});

const stage = (name: string, moment: Notification['moment'], minutes: number): Notification =>
  aNotification({ id: `${name} ${moment}`, moment, level: 'stage', stage: name, failures: [], time: at(minutes) });

test('the stages of a run keep their order where one begins in the second in which another ends', () => {
  const { stages } = factsAfter('run', stage('Source', 'succeeded', 1), stage('Build', 'started', 1));

  expect(stages?.map(({ name }) => name)).toEqual(['Source', 'Build']);
  const ended = factsAfter(
    'run',
    stage('Source', 'succeeded', 1),
    stage('Build', 'started', 1),
    stage('Build', 'failed', 5),
  );
  expect(ended.stages?.map(({ name }) => name)).toEqual(['Source', 'Build']);
});

test('the stage of a rollback has ended', () => {
  const { stages } = factsAfter('run', stage('Deploy', 'started', 1), stage('Deploy', 'rolled-back', 3));

  expect(stages).toEqual([{ name: 'Deploy', state: 'succeeded' }]);
});
