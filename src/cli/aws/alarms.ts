import { safeLine } from '../../text/safe-line.ts';
import { allPages, type Call } from './operations.ts';
import { ofStage } from './resources.ts';

/** CloudFormation's resource type. */
export const ALARM_TYPE = 'AWS::CloudWatch::Alarm';

/** A CloudWatch alarm, without its metric. */
export interface Alarm {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** ISO 8601 in UTC. */
  readonly since?: string | undefined;
  readonly description: string;
  /** ARNs that are notified; empty if the actions are disabled. */
  readonly actions: readonly string[];
}

const MAX_NAME_CHARS = 255;
const MAX_DESCRIPTION_CHARS = 300;

/** The alarms of a stage, by name. */
export const readAlarms = async (call: Call, stage: string): Promise<Alarm[]> => {
  const alarms = await allPages(async (token) => {
    const input = { AlarmNamePrefix: `pipebell-${stage}-`, ...token };
    const { MetricAlarms, NextToken } = await call('cloudwatch DescribeAlarms', input);
    return [MetricAlarms, NextToken];
  });
  const read = alarms.map(({ AlarmName = '', StateValue, StateUpdatedTimestamp, AlarmDescription = '', ...alarm }) => ({
    name: safeLine(AlarmName, MAX_NAME_CHARS),
    state: StateValue ?? 'INSUFFICIENT_DATA',
    since: StateUpdatedTimestamp?.toISOString(),
    description: safeLine(AlarmDescription, MAX_DESCRIPTION_CHARS),
    actions: alarm.ActionsEnabled === false ? [] : (alarm.AlarmActions ?? []),
  }));
  return ofStage(call, { stage, type: ALARM_TYPE }, read);
};

export const isRaised = ({ state }: Alarm): boolean => state === 'ALARM';
