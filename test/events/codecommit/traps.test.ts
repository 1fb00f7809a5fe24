import fc from 'fast-check';
import { dateOf } from '../../../src/events/codecommit/event.ts';
import { codecommit } from '../../../src/events/codecommit/index.ts';
import { headline } from '../../../src/wording/words.ts';
import { exampleBody, exampleText } from '../example-events.ts';
import { expectHidden, read } from '../reading.ts';

test('reads only the text "True" as merged', () => {
  for (const isMerged of ['False', 'false', '', true, undefined]) {
    const event = exampleBody('codecommit-merged');
    event.detail.isMerged = isMerged;

    expect(headline(read(event))).toBe('Pull request 12 in shop was closed by ada.moreno');
  }
});

describe('a time in CodeCommit’s form', () => {
  test.each([
    ['Sun Oct 31 16:20:18 UTC 2021', '2021-10-31T16:20:18.000Z'],
    ['Thu Feb 29 00:00:00 UTC 2024', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (written, time) => {
    expect(dateOf(written)).toBe(time);
  });

  test.each([
    'Mon Mar 11 14:42:31 PDT 2019',
    'Tue Feb 9 2019 10:18:42 PDT',
    'Sun Feb 30 16:20:18 UTC 2021',
    'Sun Oct 31 25:20:18 UTC 2021',
    'Sun Okt 31 16:20:18 UTC 2021',
    '2021-10-31T16:20:18Z',
    '',
    undefined,
  ])('%p is not a time', (written) => {
    expect(dateOf(written)).toBeUndefined();
  });

  test('of any date is read correctly', () => {
    const whole = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });

    fc.assert(
      fc.property(whole, (date) => {
        const [day, dayOfMonth, month, year, clock] = date.toUTCString().replace(',', '').split(' ');
        const time = `${date.toISOString().slice(0, 19)}.000Z`;

        expect(dateOf(`${day} ${month} ${dayOfMonth} ${clock} UTC ${year}`)).toBe(time);
      }),
    );
  });
});

test('has no open time if the times of a pull request are invalid', () => {
  const event = exampleBody('codecommit-merged');
  event.detail.creationDate = 'Mon Mar 11 14:42:31 PDT 2019';

  expect(read(event).details.map(({ label }) => label)).toEqual(['branches', 'merge']);
});

test('reads an older spelling of pull request events', () => {
  const text = exampleText('codecommit-opened').replace(
    'CodeCommit Pull Request State',
    'CodeCommit PullRequest State',
  );

  expect(headline(read(text))).toBe('Pull request 12 in shop was opened by jo.okafor');
});

test('has one identity for all copies of a notification rule’s message, and another for each change', () => {
  const message = exampleBody('codecommit-opened');
  delete message.id;
  message.detailType = message['detail-type'];
  delete message['detail-type'];
  const changes = [
    {},
    { event: 'pullRequestApprovalStateChanged', approvalStatus: 'APPROVE' },
    { event: 'pullRequestApprovalStateChanged', approvalStatus: 'REVOKE' },
    { event: 'pullRequestSourceBranchUpdated', revisionId: 'a' },
    { event: 'pullRequestSourceBranchUpdated', revisionId: 'b' },
    { pullRequestId: '13' },
  ];
  const idOf = (change: object) => read({ ...message, detail: { ...message.detail, ...change } }).id;

  expect(new Set(changes.map(idOf)).size).toBe(changes.length);
  expect(changes.map(idOf)).toEqual(changes.map(idOf));
});

test('shows the text counts of a notification rule in words', () => {
  const message = exampleBody('codecommit-opened');
  message.additionalAttributes = { numberOfFilesAdded: '3', numberOfFilesModified: '1', numberOfFilesDeleted: '0' };

  expect(read(message).details).toContainEqual({ label: 'files', value: '3 added, 1 changed' });
});

test('never shows e-mail addresses and AWS’s mail body', () => {
  for (const example of ['codecommit-comment', 'codecommit-opened']) {
    const event = exampleBody(example);
    Object.assign(event.detail, {
      emailAddress: 'canary@example.com',
      notificationBody: 'canary',
      displayName: 'Jo Okafor',
    });

    expectHidden('canary', event);
    expect(headline(read(event))).toMatch(/ by Jo Okafor$/);
  }
});

test.each(['../../iam', '12/..', 'x', '1'.repeat(30)])(
  'a pull request that is called %s gets no link',
  (pullRequestId) => {
    const event = exampleBody('codecommit-opened');
    event.detail.pullRequestId = pullRequestId;

    expect(read(event).resource?.url).toBeUndefined();
  },
);

test('shows a commit that is not a hash without a link', () => {
  const event = exampleBody('codecommit-pushed');
  event.detail.commitId = '../../x';

  expect(read(event)).toMatchObject({ commits: [{ id: '../../x', url: undefined }], links: [] });
});

test('leaves an event without a repository to the generic source', () => {
  const event = exampleBody('codecommit-pushed');
  delete event.detail.repositoryName;

  expect(read(event).source).toBe('generic');
});

test('reads reactions to comments but does not subscribe to them', () => {
  const event = exampleBody('codecommit-commit-comment');
  event['detail-type'] = 'CodeCommit Comment Reaction Change';
  Object.assign(event.detail, { event: 'commentReactionCreated', reactionEmojis: ['👍'], afterCommitId: undefined });

  expect(headline(read(event))).toBe('👍 was given to a comment in shop by ada.moreno');
  expect(JSON.stringify(codecommit.subscribes)).not.toMatch(/Reaction|Updated"?[^,]*Comment|unreferenced/);
});
