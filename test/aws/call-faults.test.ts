import { inspect } from 'node:util';
import { AwsError, createCall, type Service } from '../../src/aws/call.ts';
import type { Answer } from '../../src/net/exchange.ts';
import { SECRET_KEY } from '../support/aws-server.ts';

const CANARY = 'canary-in-a-payload';

type Reply = { status?: number; body?: string; whole?: boolean } | { throws: string };

/** Calls for which AWS gives these replies, and then the last one repeatedly. */
const callWith = async (replies: Reply[], { service = 'sqs' as Service, random = 0.5 } = {}) => {
  const slept: number[] = [];
  let posts = 0;
  const call = createCall({
    region: 'eu-central-1',
    credentials: () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET_KEY, sessionToken: `${CANARY}-token` }),
    random: () => random,
    sleep: async (ms) => void slept.push(ms),
    post: async (): Promise<Answer> => {
      const reply = replies[Math.min(posts++, replies.length - 1)] ?? {};
      if ('throws' in reply) throw Object.assign(new Error(CANARY), { code: reply.throws, config: { CANARY } });
      return { status: 200, headers: {}, body: '{}', whole: true, ...reply };
    },
  });
  const result = await call(service, 'SendMessage', { MessageBody: CANARY }).catch((error: unknown) => error);
  return { result, slept, posts };
};

const errorNamed = (type: string): Reply => ({ status: 400, body: JSON.stringify({ __type: type, message: CANARY }) });

describe('an error', () => {
  test.each<[string, Reply, string]>([
    ['a namespace', errorNamed('com.amazonaws.sqs#QueueDoesNotExist'), 'QueueDoesNotExist'],
    ['a bare name', errorNamed('ValidationException'), 'ValidationException'],
    [
      'an address behind it',
      errorNamed('ParameterNotFound:http://internal.amazon.com/coral/com.amazon.coral.service/'),
      'ParameterNotFound',
    ],
    ['a sentence for a name', errorNamed(`we cannot ${CANARY}`), 'Http400'],
    ['no name', { status: 403, body: '{}' }, 'Http403'],
    ['a name that is no text', { status: 400, body: '{"__type":7}' }, 'Http400'],
    ['null', { status: 400, body: 'null' }, 'Http400'],
    ['a page', { status: 403, body: `<html>${CANARY}</html>` }, 'Http403'],
    ['a redirect', { status: 302, body: '' }, 'Http302'],
    ['an answer that is no JSON', { status: 200, body: `<html>${CANARY}` }, 'BadAnswer'],
    ['an answer that is empty', { status: 200, body: '' }, 'BadAnswer'],
    ['an answer that is null', { status: 200, body: 'null' }, 'BadAnswer'],
    ['an answer that is a list', { status: 200, body: '[]' }, 'BadAnswer'],
    ['an answer that is text', { status: 200, body: '"ok"' }, 'BadAnswer'],
  ])('with %s has its name as the code, and is not retried', async (_, reply, code) => {
    const { result, posts } = await callWith([reply]);

    expect(result).toBeInstanceOf(AwsError);
    expect(result).toMatchObject({ name: 'AwsError', code, message: `sqs SendMessage: ${code}` });
    expect(posts).toBe(1);
  });

  test.each<[string, Reply, string]>([
    ['throttling', errorNamed('com.amazonaws.ssm#ThrottlingException'), 'ThrottlingException'],
    ['throttling by another name', errorNamed('RequestThrottled'), 'RequestThrottled'],
    ['too many requests', errorNamed('TooManyUpdates#TooManyRequestsException'), 'TooManyRequestsException'],
    ['a bare 429', { status: 429, body: '<html>' }, 'Http429'],
    ['an internal error', errorNamed('InternalServerError'), 'InternalServerError'],
    ['a 500', { status: 500, body: '{"__type":"InternalFailure"}' }, 'ServiceUnavailable500'],
    ['a 503 page', { status: 503, body: `<html>${CANARY}</html>` }, 'ServiceUnavailable503'],
    ['silence', { throws: 'DEADLINE' }, 'Timeout'],
    ['a broken connection', { throws: 'ECONNRESET' }, 'Network'],
    ['an unknown host', { throws: 'ENOTFOUND' }, 'Network'],
    ['an answer that breaks off', { body: '{"Param', whole: false }, 'NetworkBrokenOff'],
  ])('that is transient, such as %s, is sent three times in all', async (_, reply, code) => {
    const failed = await callWith([reply]);
    const mended = await callWith([reply, reply, {}]);

    expect(failed.result).toMatchObject({ name: 'AwsError', code });
    expect(failed.posts).toBe(3);
    expect(mended.result).toEqual({});
    expect(mended.posts).toBe(3);
  });

  test('of the table is sent twice: deliveries do not depend on it', async () => {
    const { posts } = await callWith([{ throws: 'DEADLINE' }], { service: 'dynamodb' });

    expect(posts).toBe(2);
  });

  test.each([
    [0, [0, 0]],
    [0.5, [50, 100]],
    [1, [100, 200]],
  ])('is followed by a wait of full jitter: at random %f, %j ms', async (random, waits) => {
    const { slept } = await callWith([{ status: 500 }], { random });

    expect(slept).toEqual(waits);
  });

  test.each<[string, Reply]>([
    ['by AWS', errorNamed('AccessDeniedException')],
    ['by a page', { status: 503, body: CANARY }],
    ['by a broken connection', { throws: 'EPIPE' }],
    ['by an answer that cannot be read', { body: `{"Value":"${CANARY}` }],
  ])('%s contains nothing of request, answer or keys', async (_, reply) => {
    const { result } = await callWith([reply]);

    const everything = inspect(result, { depth: 20, showHidden: true, getters: true });
    expect(everything).not.toMatch(/canary|AKIDEXAMPLE/i);
  });
});
