import { aDelivery } from '../../support/batch.ts';
import { countDeadLetters } from '../aws-commands.ts';
import { alter, policy } from '../sound-stage.ts';
import { bury, type World } from '../world.ts';
import { type Fault, missing, queue, stack } from './doctor-faults.ts';

const ofDeliverer = ({ FunctionName = '' }): boolean => FunctionName.endsWith('-deliverer');

const changeFunction = (fields: object) => (world: World) =>
  alter(world, 'lambda GetFunctionConfiguration', (answer, input) => {
    if (ofDeliverer(input)) Object.assign(answer, fields);
  });

const changeTrigger = (fields: object) => (world: World) =>
  alter(world, 'lambda ListEventSourceMappings', ({ EventSourceMappings }, input) => {
    if (ofDeliverer(input)) Object.assign(EventSourceMappings[0], fields);
  });

/** Problems that differ from those of {@link FAULTS} in their fix. */
export const MORE_FAULTS: readonly Fault[] = [
  ['fault', 'its last change failed: UPDATE_ROLLBACK_FAILED', stack('UPDATE_ROLLBACK_FAILED')],
  ['fault', 'its last change failed: DELETE_FAILED', stack('DELETE_FAILED')],
  [
    'warning',
    'there is no rule: EventBridge sends no events',
    (world) => {
      alter(world, 'cloudformation ListStackResources', (answer) => {
        answer.StackResourceSummaries = answer.StackResourceSummaries.slice(-1);
      });
      alter(world, 'events ListRules', (answer) => Object.assign(answer, { Rules: [] }));
    },
  ],
  [
    'fault',
    'the rule pipebell-prod-codepipeline publishes without a role',
    (world) =>
      alter(world, 'events ListTargetsByRule', ({ Targets }, { Rule }) => {
        if (Rule === 'pipebell-prod-codepipeline') delete Targets[0].RoleArn;
      }),
  ],
  [
    'warning',
    'it accepts messages without TLS',
    (world) => alter(world, 'sns GetTopicAttributes', ({ Attributes }) => (Attributes.Policy = policy())),
  ],
  [
    'fault',
    'the subscription has no redrive policy: events that SNS cannot deliver to the router are lost',
    (world) => alter(world, 'sns GetSubscriptionAttributes', ({ Attributes }) => delete Attributes.RedrivePolicy),
  ],
  [
    'fault',
    'the deliverer was deleted',
    missing('lambda GetFunctionConfiguration', 'ResourceNotFoundException', ofDeliverer),
  ],
  ['fault', 'the last update of the deliverer failed', changeFunction({ LastUpdateStatus: 'Failed' })],
  ['warning', 'the deliverer is being updated', changeFunction({ LastUpdateStatus: 'InProgress' })],
  [
    'fault',
    'the trigger of the deliverer has no ReportBatchItemFailures: one failure retries the whole batch',
    changeTrigger({ FunctionResponseTypes: [] }),
  ],
  [
    'fault',
    'Lambda cannot read the queue pipebell-prod-deliveries.fifo',
    changeTrigger({ LastProcessingResult: 'PROBLEM: access denied' }),
  ],
  [
    'fault',
    'the table is not active',
    (world) => alter(world, 'dynamodb DescribeTable', ({ Table }) => (Table.TableStatus = 'CREATING')),
  ],
  [
    'fault',
    'the alarm pipebell-prod-dead-letters was deleted',
    (world) => alter(world, 'cloudwatch DescribeAlarms', (answer) => (answer.MetricAlarms = [])),
  ],
  [
    'warning',
    'the alarm pipebell-prod-paused has no action',
    (world) => {
      const AlarmName = 'pipebell-prod-paused';
      alter(world, 'cloudformation ListStackResources', ({ StackResourceSummaries }) =>
        StackResourceSummaries.push({ ResourceType: 'AWS::CloudWatch::Alarm', PhysicalResourceId: AlarmName }),
      );
      alter(world, 'cloudwatch DescribeAlarms', ({ MetricAlarms }) =>
        MetricAlarms.push({ AlarmName, StateValue: 'OK', AlarmActions: [] }),
      );
    },
  ],
  [
    'warning',
    '1 message on pipebell-prod-dead-letters',
    (world) => {
      bury(world, aDelivery('team'), 'unavailable');
      countDeadLetters(world);
    },
  ],
  ['fault', 'the queue pipebell-prod-unrouted is not encrypted', queue('-unrouted', { SqsManagedSseEnabled: 'false' })],
];
