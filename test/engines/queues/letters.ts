import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { bury } from '../../../src/aws/bury.ts';
import { enqueue } from '../../../src/aws/enqueue.ts';
import { receive, remove } from '../../../src/aws/lanes.ts';
import { postpone, sendMessage } from '../../../src/aws/queue.ts';
import { depth } from '../../../src/aws/queue-depth.ts';
import type { DeadLetter } from '../../../src/model/delivery.ts';
import { laneOf } from '../../../src/model/lane.ts';
import { anEvent } from '../../support/lambda-events.ts';
import type { Check } from '../checks.ts';
import { deliveryOf, HOSTILE, LONGEST, timing } from './deliveries.ts';
import { CREDENTIALS, type Queues, REGION, STAGE } from './stage.ts';

const letterOf = (body: string, facts: Partial<DeadLetter> = {}): DeadLetter => ({
  body,
  reason: 'gone',
  attempts: 3,
  lastStatus: 410,
  firstSeen: '2026-03-04T09:19:59.000Z',
  ...facts,
});

/** Runs `pipebell redrive` on the stage. @returns its JSON document. @throws Error with its messages if it fails. */
const redrive = (endpoint: string, ...args: string[]): Promise<Record<string, unknown>> => {
  // There are queues, and no stack.
  const stage = [`--stage=${STAGE}`, '--no-stack-check'];
  const command = ['--no-warnings', 'src/cli/main.ts', 'redrive', ...stage, '--json', ...args];
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
  return new Promise((done, fail) =>
    execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
      error ? fail(new Error(`redrive ended with ${error.code}: ${stderr}${stdout}`)) : done(JSON.parse(stdout)),
    ),
  );
};

/** The calls to the standard queues, in this order: each check leaves them as the next one expects them. */
export const checksOfLetters = ({ call, endpoint, deliveries, deadLetters, unrouted }: Queues): Check[] => {
  const all = ['a', 'b', 'c', 'd'].flatMap((event) => [
    deliveryOf(event, 'team'),
    deliveryOf(event, LONGEST, { moment: 'approval' }),
  ]);
  return [
    [
      'a message of the standard queue is hidden for twelve hours and made visible again',
      async () => {
        await sendMessage(call, unrouted, { MessageBody: JSON.stringify(anEvent()) });
        const input = { QueueUrl: unrouted, MaxNumberOfMessages: 10 };
        const read = async () =>
          ((await call('sqs', 'ReceiveMessage', input)) as { Messages?: { ReceiptHandle: string }[] }).Messages ?? [];
        const [first] = await read();
        assert.ok(first);
        await postpone(call, unrouted, first.ReceiptHandle, 43_200);
        assert.deepEqual(await read(), []);
        await postpone(call, unrouted, first.ReceiptHandle, 0);
        const [again] = await read();
        assert.ok(again);
        await assert.rejects(postpone(call, unrouted, 'no-receipt', 5), /ChangeMessageVisibility/);
        await remove(call, unrouted, [{ messageId: 'm', receiptHandle: again.ReceiptHandle }]);
        assert.equal(await depth(call, unrouted), 0);
      },
    ],
    [
      'a dead letter is accepted whatever its texts are, and the CLI lists all of them',
      async () => {
        const hostile = { target: `${HOSTILE}/`, eventId: HOSTILE, deliveryId: HOSTILE };
        const letters = [
          letterOf(JSON.stringify({ target: 'x', notification: {} }), hostile),
          letterOf('', { target: '', eventId: '', deliveryId: '' }),
          letterOf('x'.repeat(600_000), { target: LONGEST, eventId: 'e'.repeat(100), reason: 'rejected' }),
        ];
        for (const letter of letters) await bury(call, deadLetters, letter);
        assert.equal(await depth(call, deadLetters), letters.length);
        const { unreadable, deadLetters: listed } = await redrive(endpoint, '--dry-run');
        assert.deepEqual([unreadable, listed], [letters.length, []]);
        assert.deepEqual((await redrive(endpoint, '--dry-run', '--reason=gone')).unreadable, 2);
      },
    ],
    [
      'deliveries and events that were given up are sent again by the CLI, each lane in its order',
      async () => {
        // SQS knows their deduplication ids when they are sent again.
        assert.deepEqual(await enqueue(call, deliveries, all, timing), []);
        await remove(call, deliveries, await receive(call, deliveries));
        assert.equal(await depth(call, deliveries), 0);
        for (const [at, delivery] of all.entries()) {
          const firstSeen = new Date(Date.UTC(2026, 2, 4, 9, at)).toISOString();
          await bury(call, deadLetters, letterOf(JSON.stringify(delivery), { target: delivery.target, firstSeen }));
        }
        await bury(call, deadLetters, letterOf(JSON.stringify(anEvent()), { reason: 'waited', attempts: 900 }));

        const report = await redrive(endpoint, '--yes', '--rate=100', '--wait=0');
        assert.deepEqual([report.sent, report.left, report.undeleted, report.errors], [9, 0, 0, []]);
        assert.equal(await depth(call, unrouted), 1);
        const received = await receive(call, deliveries);
        for (const lane of new Set(all.map(laneOf))) {
          const inLane = received.filter(({ attributes }) => attributes.MessageGroupId === lane);
          assert.deepEqual(
            inLane.map(({ body }) => JSON.parse(body)),
            all.filter((delivery) => laneOf(delivery) === lane).map((delivery) => JSON.parse(JSON.stringify(delivery))),
          );
        }
        await remove(call, deliveries, received);
      },
    ],
    [
      'messages that cannot be read are sent again only if they are asked for, in a group of their own',
      async () => {
        await bury(call, deadLetters, letterOf('{"target":1,"notification":1}', { reason: 'invalid-message' }));
        const { sent, errors } = await redrive(endpoint, '--yes', '--reason=invalid-message', '--wait=0');
        assert.deepEqual([sent, errors], [1, []]);
        const [message] = await receive(call, deliveries);
        assert.equal(message?.attributes.MessageGroupId, 'unreadable');
        // The three dead letters of the second check.
        assert.equal(await depth(call, deadLetters), 3);
      },
    ],
  ];
};
