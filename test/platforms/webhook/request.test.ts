import { sign, webhook } from '../../../src/platforms/webhook.ts';
import { aNotification } from '../../support/factories.ts';
import { huge } from '../extremes.ts';
import { goldenMessage } from '../golden.ts';
import { occasions, stories } from '../stories.ts';
import { webhookExample } from './target.ts';

const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER_KEY = `whsec_${Buffer.alloc(64, 7).toString('base64')}`;

const sending = { id: 'd_abcdefghijklmnopqrstuvwxyz', now: new Date('2026-03-04T09:15:31.789Z') };

const open = (fields: Record<string, unknown> = {}) =>
  webhook.open({ ...webhookExample.target, ...fields }, { allowPrivate: false }).channel;

const post = (notification = aNotification(), fields: Record<string, unknown> = {}, at = sending) => {
  const channel = open(fields);
  const { body, headers } = channel.request(channel.render(notification), at);
  return { body, headers, document: JSON.parse(body) };
};

describe('webhook signature', () => {
  test('matches the example of the Standard Webhooks specification', () => {
    const sent = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1_614_265_330, body: '{"test": 2432232314}' };

    expect(sign(KEY, sent)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('covers the body that is sent and the time of the attempt', () => {
    const { body, headers } = post();

    expect(headers).toMatchObject({ 'webhook-id': sending.id, 'webhook-timestamp': '1772615731' });
    expect(headers['webhook-signature']).toBe(sign(KEY, { id: sending.id, seconds: 1_772_615_731, body }));
  });

  test('changes with the next attempt, while id and body stay the same', () => {
    const first = post();
    const second = post(aNotification(), {}, { ...sending, now: new Date('2026-03-04T09:20:31Z') });

    expect(second.body).toBe(first.body);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.headers['webhook-signature']).not.toBe(first.headers['webhook-signature']);
  });

  test('is present once for each key while keys are rotated', () => {
    const { body, headers } = post(aNotification(), { signingKeys: [OTHER_KEY, KEY] });
    const sent = { id: sending.id, seconds: 1_772_615_731, body };

    expect(headers['webhook-signature']).toBe(`${sign(OTHER_KEY, sent)} ${sign(KEY, sent)}`);
  });

  test('is absent without a key', () => {
    const { target } = webhookExample;
    const { url, platform } = target;
    const { channel } = webhook.open({ url, platform }, { allowPrivate: false });

    expect(channel.request(channel.render(aNotification()), sending).headers).toEqual({
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Pipebell',
      'webhook-id': sending.id,
      'webhook-timestamp': '1772615731',
    });
  });
});

describe('webhook document', () => {
  test.each(occasions)('is the notification of the occasion %s with the delivery’s id, as reviewed', (story) => {
    expect(post(stories[story]).document).toEqual(goldenMessage('webhook', story));
  });

  test('has a type of only lower case letters, digits, _ and .', () => {
    expect(post().document.type).toBe('codepipeline.pipeline.failed');
    expect(post(stories.change).document.type).toBe('generic.change');
    expect(post(aNotification({ source: 'AWS Code-Build 2', level: 'stage' })).document.type).toBe(
      'aws_code_build_2.stage.failed',
    );
  });

  test('has the time of the event, not of the attempt', () => {
    expect(post().document.timestamp).toBe('2026-03-04T09:15:30.000Z');
  });

  test('is shortened and marked as truncated if it is larger than 64 KiB', () => {
    const { body, document } = post(huge);

    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(64 * 1024);
    expect(document.data).toMatchObject({ id: huge.id, deliveryId: sending.id, truncated: true });
    expect(document.data.failures[0].url).toBe(huge.failures[0]?.url);
    expect(post().document.data).not.toHaveProperty('truncated');
  });

  test('sends the target’s headers', () => {
    expect(post().headers.Authorization).toBe('Bearer canaryHeaderCanary');
  });
});

describe('webhook as a CloudEvent', () => {
  test('is in structured mode', () => {
    const { document, headers } = post(aNotification({ stage: 'Deploy' }), { format: 'cloudevents' });
    const { data, ...attributes } = document;

    expect(headers['Content-Type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(attributes).toEqual({
      specversion: '1.0',
      id: '0d1c9f5e-2b7a-4c55-9d36-51d2a7b4e801',
      source: '/pipebell/111122223333/eu-west-1',
      type: 'codepipeline.pipeline.failed',
      subject: 'storefront/Deploy',
      time: '2026-03-04T09:15:30.000Z',
      datacontenttype: 'application/json',
    });
    expect(data).toMatchObject({ deliveryId: sending.id, version: 1, moment: 'failed' });
  });

  test('has a source and no subject if the event has no account and no pipeline', () => {
    const { account: _account, region: _region, ...event } = stories.change;
    const { document } = post(event, { format: 'cloudevents' });

    expect(document.source).toBe('/pipebell');
    expect(document).not.toHaveProperty('subject');
  });

  test('percent-encodes foreign text in its source and subject', () => {
    const { document } = post(aNotification({ account: 'a b/c', pipeline: { name: 'x\ud800<y>' } }), {
      format: 'cloudevents',
    });

    expect(document.source).toBe('/pipebell/a%20b%2Fc/eu-west-1');
    expect(document.subject).toBe('x%EF%BF%BD%3Cy%3E');
  });
});
