import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MetricDatum, PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DisableRuleCommand, EnableRuleCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  AddPermissionCommand,
  GetPolicyCommand,
  ListEventSourceMappingsCommand,
  RemovePermissionCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Check, Relay } from '../check.ts';
import { STAGE } from '../emulator.ts';

const ROUTER = `pipebell-${STAGE}-router`;

interface Report {
  readonly healthy: boolean;
  readonly checks: {
    readonly name: string;
    readonly verdict: string;
    readonly problems: readonly { readonly message: string; readonly fix: string }[];
  }[];
}

const runDoctor = async ({ pipebell }: Relay, ...args: string[]): Promise<Report> => {
  const { code, stdout, stderr } = await pipebell(['doctor', '--json', ...args]);
  assert.ok(code === 0 || code === 3, `it ended with ${code}: ${stderr}`);
  const report: Report = JSON.parse(stdout);
  assert.equal(report.healthy, code === 0);
  return report;
};

const problemsOf = ({ checks }: Report): string[] =>
  checks.flatMap(({ problems }) => problems.map(({ message }) => message));

/** Problems that come from gaps of the emulator or from the run itself. */
const EXPECTED =
  /^(the topic is not encrypted|the table never deletes expired rows|allowPrivateTargets=true|\d+ messages? on |pipebell-e2e-[\w-]+ is in state ALARM|[\w-]+ cannot be used: |[\w-]+: (same destination|it is disabled))/;

/** Breaks one part of the stack. `restore` repairs it. */
interface Breakage {
  readonly problem: RegExp;
  break(relay: Relay): Promise<{ restore(): Promise<unknown> }>;
}

const BREAKAGES: readonly Breakage[] = [
  {
    problem: /^the rule pipebell-e2e-\S+ is disabled/,
    async break({ aws }) {
      const { Rules = [] } = await aws.events.send(new ListRulesCommand({ NamePrefix: `pipebell-${STAGE}-` }));
      const Name = Rules[0]?.Name;
      await aws.events.send(new DisableRuleCommand({ Name }));
      return { restore: () => aws.events.send(new EnableRuleCommand({ Name })) };
    },
  },
  {
    problem: /^SNS has no permission to invoke the router/,
    async break({ aws, outputs }) {
      const { Policy = '' } = await aws.lambda.send(new GetPolicyCommand({ FunctionName: ROUTER }));
      const { Sid: StatementId } = JSON.parse(Policy).Statement[0];
      await aws.lambda.send(new RemovePermissionCommand({ FunctionName: ROUTER, StatementId }));
      const permission = { Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
      const again = { FunctionName: ROUTER, StatementId, ...permission, SourceArn: outputs.TopicArn };
      return { restore: () => aws.lambda.send(new AddPermissionCommand(again)) };
    },
  },
  {
    problem: /^the trigger of the router is disabled/,
    async break({ aws }) {
      const listed = await aws.lambda.send(new ListEventSourceMappingsCommand({ FunctionName: ROUTER }));
      const UUID = listed.EventSourceMappings?.[0]?.UUID;
      const set = (Enabled: boolean) => aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
      await set(false);
      return { restore: () => set(true) };
    },
  },
  {
    problem: /^the queue pipebell-e2e-unrouted has no redrive policy/,
    async break({ aws, outputs }) {
      const QueueUrl = outputs.UnroutedQueueUrl;
      const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] });
      const { Attributes } = await aws.sqs.send(asked);
      const set = (RedrivePolicy = '') =>
        aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
      await set();
      return { restore: () => set(Attributes?.RedrivePolicy) };
    },
  },
];

export const doctor: Check[] = [
  {
    name: '`pipebell doctor` reports no problem of the stack, and reports each broken part until it is restored',
    prepare: async (relay) => async () => {
      const healthy = await runDoctor(relay);
      assert.deepEqual(
        problemsOf(healthy).filter((message) => !EXPECTED.test(message)),
        [],
      );
      assert.deepEqual(
        healthy.checks.filter(({ verdict }) => verdict === 'unknown'),
        [],
      );
      for (const { problem, break: breakIt } of BREAKAGES) {
        const { restore } = await breakIt(relay);
        const broken = await runDoctor(relay).finally(restore);
        const news = problemsOf(broken).filter((message) => !EXPECTED.test(message));
        assert.equal(news.length, 1, `${problem} is reported as ${news.join('; ') || 'nothing'}`);
        assert.match(news[0] ?? '', problem);
      }
      const restored = problemsOf(await runDoctor(relay)).filter((message) => !EXPECTED.test(message));
      assert.deepEqual(restored, []);
      return `${healthy.checks.length} checks`;
    },
  },
  {
    name: '`pipebell doctor --probe` reaches the router through the topic, and no target that asks for messages',
    async prepare(relay) {
      const inbox = relay.receiver.inbox('messages');
      await relay.putTarget('messages', { platform: 'webhook', url: inbox.url, on: ['message'] });

      return async () => {
        const before = inbox.posts.length;
        const { checks } = await runDoctor(relay, '--probe');
        assert.equal(checks.at(-1)?.name, 'a probe goes through the topic to the router');
        assert.equal(checks.at(-1)?.verdict, 'ok');
        // A message that came of the probe would have arrived before the text that is published after it.
        await relay.publish('a text that is no probe');
        const posts = await inbox.wait(before + 1);
        await sleep(2000);
        assert.equal(posts.length, before + 1);
        assert.match(posts.at(-1)?.body ?? '', /a text that is no probe/);
      };
    },
  },
  {
    name: '`pipebell status` shows the deliveries, the queue depths and the raised alarms',
    prepare:
      async ({ aws, pipebell }) =>
      async () => {
        const status = async (...codes: number[]) => {
          const { code, stdout, stderr } = await pipebell(['status', '--json']);
          assert.ok(codes.includes(code ?? -1), `it ended with ${code}: ${stderr}`);
          return JSON.parse(stdout);
        };
        // The emulator does not extract metrics from logs, so the check writes them.
        const counted = (reason: string, Value: number): MetricDatum => {
          const dimensions = { service: 'pipebell', stage: STAGE, platform: 'slack', target: 'cli-status', reason };
          const Dimensions = Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value }));
          return { MetricName: 'Deliveries', Dimensions, Value, Timestamp: new Date(Date.now() - 60_000) };
        };
        const MetricData = [counted('delivered', 4), counted('delivered', 3), counted('gone', 2)];
        await aws.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Pipebell', MetricData }));
        const { deliveries, queues } = await status(0, 3);
        assert.deepEqual(deliveries, [
          { target: 'cli-status', platform: 'slack', outcome: 'delivered', reason: 'delivered', count: 7 },
          { target: 'cli-status', platform: 'slack', outcome: 'rejected', reason: 'gone', count: 2 },
        ]);
        assert.deepEqual(Object.keys(queues), ['deliveries', 'unrouted', 'deadLetters']);

        const AlarmName = `pipebell-${STAGE}-dead-letters`;
        const set = (StateValue: 'ALARM' | 'OK') =>
          aws.cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a rehearsal' }));
        await set('ALARM');
        const raised = await status(3).finally(() => set('OK'));
        assert.ok(raised.alarms.some(({ name }: { name: string }) => name === AlarmName));
      },
  },
];
