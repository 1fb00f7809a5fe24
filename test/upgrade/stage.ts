import { PublishCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { Aws } from '../e2e/aws.ts';
import type { Pipebell } from '../e2e/pipebell.ts';
import type { Inbox, Receiver } from '../e2e/receiver.ts';

export interface Place {
  readonly aws: Aws;
  readonly receiver: Receiver;
  readonly pipebell: Pipebell;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The operations of the scenario on the deployed stage. */
export const openStage = ({ aws, receiver, pipebell, outputs }: Place) => {
  const publish = async (Message: string): Promise<void> => {
    await aws.sns.send(new PublishCommand({ TopicArn: outputs.TopicArn, Message }));
  };
  /** Adds a target for the failures and fixes of the pipeline `upgrade-<name>`. */
  const addTarget = async (name: string, target: object): Promise<void> => {
    const Value = JSON.stringify({ on: ['failed', 'fixed'], when: { pipelines: [`upgrade-${name}`] }, ...target });
    await aws.ssm.send(
      new PutParameterCommand({ Name: `${outputs.TargetsPath}/${name}`, Value, Type: 'SecureString' }),
    );
  };
  const inboxOf = async (name: string, target: object = {}): Promise<Inbox> => {
    const inbox = receiver.inbox(name);
    await addTarget(name, { platform: 'webhook', url: inbox.url, ...target });
    return inbox;
  };
  /** Runs a command of the present CLI. @returns its document. */
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await pipebell([...args, '--json']);
    if (stdout === '') throw new Error(`pipebell ${args[0]} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  };
  return { publish, addTarget, inboxOf, json };
};
