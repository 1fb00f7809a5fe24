import { stoppedBy } from '../../../src/relay/route.ts';
import { headline, links } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const CONSOLE = 'https://eu-central-1.console.aws.amazon.com/codesuite/codecommit/repositories/shop';
const [OLD, NEW] = ['8b1e4f0a6c2d97537e10bb5c4a9f38d2e6107c5a', 'c41d7b92e05f3a86d1b4c7e9028f6a5d3b17e094'];

const changed = (example: string, detail: object) => {
  const event = exampleBody(example);
  Object.assign(event.detail, detail);
  return event;
};

describe('a pull request', () => {
  test.each([
    ['pullRequestCreated', {}, 'was opened by jo.okafor', 'info'],
    ['pullRequestSourceBranchUpdated', {}, 'was updated by jo.okafor', 'info'],
    ['pullRequestStatusChanged', { pullRequestStatus: 'Closed' }, 'was closed by jo.okafor', 'info'],
    ['pullRequestStatusChanged', { pullRequestStatus: 'Frozen' }, 'was made frozen by jo.okafor', 'info'],
    ['pullRequestMergeStatusUpdated', { isMerged: 'True' }, 'was merged into main by jo.okafor', 'info'],
    ['pullRequestApprovalStateChanged', { approvalStatus: 'APPROVE' }, 'was approved by jo.okafor', 'info'],
    [
      'pullRequestApprovalStateChanged',
      { approvalStatus: 'REVOKE' },
      'had an approval taken back by jo.okafor',
      'info',
    ],
    ['pullRequestApprovalRuleCreated', {}, 'had an approval rule added by jo.okafor', 'info'],
    ['pullRequestApprovalRuleUpdated', {}, 'had an approval rule changed by jo.okafor', 'info'],
    ['pullRequestApprovalRuleDeleted', {}, 'had an approval rule removed by jo.okafor', 'info'],
    [
      'pullRequestApprovalRuleOverridden',
      { overrideStatus: 'OVERRIDE' },
      'was freed of its approval rules by jo.okafor',
      'warning',
    ],
    [
      'pullRequestApprovalRuleOverridden',
      { overrideStatus: 'REVOKE' },
      'was put under its approval rules again by jo.okafor',
      'info',
    ],
    ['pullRequestPainted', {}, 'was changed (pull request painted) by jo.okafor', 'info'],
  ])('that has %s with %j %s, without an alert', (event, detail, done, severity) => {
    const notification = read(changed('codecommit-opened', { event, ...detail }));

    expect(headline(notification)).toBe(`Pull request 12 in shop ${done}`);
    expect(notification).toMatchObject({
      source: 'codecommit',
      moment: 'change',
      severity,
      state: event,
      resource: { kind: 'pull-request', name: 'shop', url: `${CONSOLE}/pull-requests/12/details?region=eu-central-1` },
    });
    expect(notification.level).toBeUndefined();
  });

  test('that is opened has title, branches and commit', () => {
    expect(read(exampleBody('codecommit-opened'))).toMatchObject({
      text: 'Ask for the delivery slot before payment\nThe slot is held for ten minutes.\nCloses the gap that support reported.',
      commits: [
        { id: NEW, branch: 'delivery-slot', repository: 'shop', url: `${CONSOLE}/commit/${NEW}?region=eu-central-1` },
      ],
      details: [{ label: 'branches', value: 'delivery-slot → main' }],
    });
  });

  test('that is merged has strategy and time since it was opened', () => {
    expect(read(exampleBody('codecommit-merged'))).toMatchObject({
      verdict: {
        code: 'codecommit-pull-request',
        values: { number: '12', repository: 'shop', done: 'merged', into: 'main', by: 'ada.moreno' },
      },
      text: 'Ask for the delivery slot before payment',
      commits: [],
      details: [
        { label: 'branches', value: 'delivery-slot → main' },
        { label: 'merge', value: 'squash merge' },
        { label: 'open-for', value: '1 day 2 h' },
      ],
    });
  });

  test('raises no alert by default', () => {
    const filters = { enabled: true, on: ['failed', 'fixed', 'approval'], levels: ['pipeline'] } as never;

    for (const example of ['codecommit-opened', 'codecommit-merged', 'codecommit-pushed', 'codecommit-comment']) {
      expect(stoppedBy(filters, read(exampleBody(example)))).toBe('on');
    }
  });

  test('is matched by a filter on its repository', () => {
    const filters = { enabled: true, on: ['change'], levels: ['pipeline'], when: { resources: ['shop'] } } as never;

    expect(stoppedBy(filters, read(exampleBody('codecommit-opened')))).toBeUndefined();
  });
});

describe('a reference', () => {
  test.each([
    ['referenceUpdated', { referenceType: 'branch' }, 'Branch main in shop was updated by jo.okafor'],
    ['referenceCreated', { oldCommitId: undefined }, 'Branch main in shop was created by jo.okafor'],
    ['referenceDeleted', { commitId: undefined }, 'Branch main in shop was deleted by jo.okafor'],
    ['referenceCreated', { referenceType: 'tag', referenceName: 'v42' }, 'Tag v42 in shop was created by jo.okafor'],
    ['referencePainted', {}, 'Branch main in shop was changed (reference painted) by jo.okafor'],
    ['referenceUpdated', { callerUserArn: undefined }, 'Branch main in shop was updated'],
  ])('that has %s with %j has the headline %s', (event, detail, words) => {
    const notification = read(changed('codecommit-pushed', { event, ...detail }));

    expect([notification.moment, headline(notification)]).toEqual(['change', words]);
  });

  test('that is updated links to the comparison', () => {
    const notification = read(exampleBody('codecommit-pushed'));

    expect(notification).toMatchObject({
      commits: [{ id: NEW, branch: 'main' }],
      details: [{ label: 'was-at', value: '8b1e4f0' }],
    });
    expect(notification.commits[0]?.author).toBeUndefined();
    expect(links(notification)).toEqual([
      { label: 'open-repository', url: `${CONSOLE}/browse?region=eu-central-1` },
      { label: 'compare', url: `${CONSOLE}/compare/${OLD}/.../${NEW}?region=eu-central-1` },
    ]);
    expect(notification.commits[0]?.url).toBe(`${CONSOLE}/commit/${NEW}?region=eu-central-1`);
  });
});

describe('a comment', () => {
  test('on a pull request has its text if a notification rule sends it', () => {
    expect(headline(read(exampleBody('codecommit-comment')))).toBe(
      'A comment on pull request 12 in shop was made by ada.moreno',
    );
    expect(read(exampleBody('codecommit-comment'))).toMatchObject({
      text: 'What if the slot is gone by the time they pay?',
      details: [{ label: 'file', value: 'src/checkout.ts:41' }],
      resource: { kind: 'pull-request' },
    });
  });

  test('on a commit links to the commit', () => {
    expect(headline(read(exampleBody('codecommit-commit-comment')))).toBe(
      'A comment on commit c41d7b9 in shop was made by ada.moreno',
    );
    expect(read(exampleBody('codecommit-commit-comment'))).toMatchObject({
      text: undefined,
      commits: [{ id: NEW, url: `${CONSOLE}/commit/${NEW}?region=eu-central-1` }],
    });
  });
});

test.each([
  ['approvalRuleTemplateCreated', 'created'],
  ['approvalRuleTemplateDeleted', 'deleted'],
  ['approvalRuleTemplateDisassociatedFromRepository', 'disassociated from repository'],
  ['batchAssociateApprovalRuleTemplateWithRepositories', 'associated with repositories'],
  ['batchDisassociateApprovalRuleTemplateFromRepositories', 'disassociated from repositories'],
])('%s names the approval rule template', (event, done) => {
  const notification = read(changed('codecommit-rule-template', { event }));

  expect(headline(notification)).toBe(`Approval rule template 2-approvers-for-main was ${done} by ada.moreno`);
  expect(notification).toMatchObject({
    resource: { kind: 'approval-rule-template', name: '2-approvers-for-main' },
    details: [{ label: 'repositories', value: 'shop' }],
  });
});

test('reports an unknown change of a pull request as changed', () => {
  const event = exampleBody('codecommit-opened');
  event.detail.event = '';

  expect(headline(read(event))).toMatch(/ was changed by /);
});
