import type { DeadLetter } from '../model/delivery.ts';
import { isTargetName } from '../model/stack.ts';
import type { AwsCall } from './call.ts';
import { sendMessage } from './queue.ts';

/**
 * A text without the characters that SQS rejects.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const accepted = (value: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: SQS rejects them
  value.replace(/[\0-\x08\v\f\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu, '\ufffd');

/** Writes a dead letter, with the attributes that scripts rely on. @throws AwsError */
export const bury = async (call: AwsCall, queueUrl: string, deadLetter: DeadLetter): Promise<void> => {
  const { body, ...facts } = deadLetter;
  // SQS rejects empty attributes and invalid groups, which a message that was written by hand can have.
  const present = Object.entries(facts).filter(([, value]) => value !== '');
  const attributes = present.map(([name, value]) => [
    name,
    { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: accepted(String(value)) },
  ]);
  const { target = '' } = deadLetter;
  await sendMessage(call, queueUrl, {
    MessageBody: body || '(empty)',
    MessageGroupId: isTargetName(target) ? target : 'unreadable',
    MessageAttributes: Object.fromEntries(attributes),
  });
};
