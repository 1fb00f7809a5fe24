import { openRelay } from '../../support/relay.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests change events in every place
type Json = any;

const LEVELS = { pipeline: 'Pipeline', stage: 'Stage', action: 'Action' } as const;
const REJECTED = 'Rejected by @noor via Slack';

/** A state change, some minutes after ten o'clock. */
const change = (level: keyof typeof LEVELS, state: string, run: string, minute: number, detail: object = {}): Json => ({
  version: '0',
  id: `${run}-${level}-${state}-${minute}`,
  'detail-type': `CodePipeline ${LEVELS[level]} Execution State Change`,
  source: 'aws.codepipeline',
  account: '222233334444',
  region: 'eu-north-1',
  time: new Date(Date.UTC(2026, 5, 1, 10, minute)).toISOString(),
  resources: ['arn:aws:codepipeline:eu-north-1:222233334444:ledger'],
  detail: { pipeline: 'ledger', 'execution-id': run, state, version: 4, 'pipeline-execution-attempt': 1, ...detail },
});

/** The form of a notification rule. */
const asRule = (
  { id: _id, version: _version, 'detail-type': detailType, ...event }: Json,
  additionalAttributes = {},
): Json => ({
  ...event,
  detailType,
  notificationRuleArn: 'arn:aws:codestar-notifications:eu-north-1:222233334444:notificationrule/7e0f',
  additionalAttributes,
});

/** The push texts that a target of the default filters gets, with a mark where people are mentioned for `failed`. */
const told = async (...events: Json[]): Promise<string[]> => {
  const bench = openRelay({ enrichmentMs: 1000 });
  bench.put('team', {
    platform: 'slack',
    url: 'https://hooks.slack.com/services/T0/B0/x',
    mention: { failed: ['<!here>'] },
  });
  for (const event of events) {
    await bench.publish(event);
    await bench.relay.settle();
  }
  return bench.requests.map(({ body }) => JSON.parse(String(body)).text);
};

const signOff = {
  stage: 'Gate',
  action: 'SignOff',
  'action-execution-id': 'b7',
  type: { category: 'Approval', provider: 'Manual' },
};
const refused = {
  ...signOff,
  'execution-result': { 'external-execution-summary': REJECTED, 'error-code': 'JobFailed' },
};
const listed = { failedStage: 'Gate', failedActions: [{ action: 'SignOff', additionalInformation: REJECTED }] };

describe('a release that is rejected', () => {
  const events = [
    change('action', 'FAILED', 'run-1', 3, refused),
    change('stage', 'FAILED', 'run-1', 3, { stage: 'Gate' }),
    change('pipeline', 'FAILED', 'run-1', 3),
    change('pipeline', 'SUCCEEDED', 'run-2', 55),
  ];

  test.each([
    ['EventBridge', events],
    ['notification rules', events.map((event) => asRule(event, listed))],
    ['both', events.flatMap((event) => [event, asRule(event, listed)])],
  ])('is told once by %s, calls nobody for a failure, and is not fixed later', async (_, sent) => {
    const texts = await told(...sent);

    expect(texts).toEqual([expect.stringMatching(/^⛔ .*ledger rejected by noor$/)]);
  });

  test('is no failure, unlike one of another action', async () => {
    const build = { stage: 'Test', action: 'Unit', type: { category: 'Build', provider: 'CodeBuild' } };
    const texts = await told(change('action', 'FAILED', 'run-1', 3, build), ...events.slice(2));

    expect(texts).toEqual([expect.stringContaining('<!here> 🔴'), expect.stringMatching(/^🟢 .*ledger is fixed/)]);
  });
});

describe('pull requests that are checked side by side', () => {
  const by = (name: string, number: string) => ({
    'execution-trigger': {
      'branch-name': name,
      'pull-request-id': number,
      'commit-id': `${number}`.repeat(40).slice(0, 40),
      'commit-message': `Work on ${name}`,
    },
  });

  test('neither fix nor continue each other’s failures', async () => {
    const texts = await told(
      change('pipeline', 'FAILED', 'run-1', 5, by('fee/round', '31')),
      change('pipeline', 'SUCCEEDED', 'run-2', 6, by('docs', '32')),
      change('pipeline', 'FAILED', 'run-3', 7, by('fee/round', '33')),
      change('pipeline', 'FAILED', 'run-4', 15, by('fee/round', '31')),
      change('pipeline', 'SUCCEEDED', 'run-5', 25, by('fee/round', '31')),
    );

    expect(texts).toEqual([
      expect.stringMatching(/ledger failed for fee\/round \(#31\)/),
      expect.stringMatching(/ledger failed for fee\/round \(#33\)/),
      expect.stringMatching(/ledger still failing for fee\/round \(#31\), 2nd time in 10 min/),
      expect.stringMatching(/ledger is fixed for fee\/round \(#31\) after 20 min/),
    ]);
  });

  test('are known from the start of a run whose end names no trigger', async () => {
    const texts = await told(
      change('pipeline', 'STARTED', 'run-1', 1, by('fee/round', '31')),
      change('pipeline', 'STARTED', 'run-2', 2, by('docs', '32')),
      change('pipeline', 'FAILED', 'run-1', 5),
      change('pipeline', 'SUCCEEDED', 'run-2', 6),
    );

    expect(texts).toEqual([expect.stringMatching(/ledger failed for fee\/round \(#31\)/)]);
  });
});

test('both forms of one failure are told once, and a retry that fails again is told too', async () => {
  const failed = change('pipeline', 'FAILED', 'run-1', 5);
  const again = change('pipeline', 'FAILED', 'run-1', 9, { 'pipeline-execution-attempt': 2 });

  const texts = await told(failed, asRule(failed), asRule(again), again);

  expect(texts).toEqual([expect.stringContaining('ledger failed'), expect.stringContaining('ledger failed again')]);
});

test('a rollback fixes nothing', async () => {
  const trigger = { 'execution-trigger': { 'trigger-type': 'AutomatedRollback', 'trigger-detail': 'run-1' } };
  const texts = await told(
    change('pipeline', 'FAILED', 'run-1', 5),
    change('pipeline', 'STARTED', 'run-2', 6, trigger),
    change('pipeline', 'SUCCEEDED', 'run-2', 9),
    change('pipeline', 'SUCCEEDED', 'run-3', 30),
  );

  expect(texts).toEqual([
    expect.stringContaining('ledger failed'),
    expect.stringContaining('ledger is fixed after 25 min'),
  ]);
});
