import { ruleFailedMessage } from '../../src/events/shared/codepipeline-examples.ts';
import { loadPlatforms } from '../../src/platforms/index.ts';
import { requiredValues } from '../../src/targets/target-fields.ts';
import { exampleOf } from '../platforms/example.ts';
import type { Part } from '../platforms/slack/checks.ts';
import { anEvent, START, timeAt } from '../support/lambda-events.ts';
import { always, type HttpRelay } from '../support/relay.ts';

const facts = { pipeline: 'web', execution: 'x-1', startedAt: timeAt(-300), at: START };

/** One event for each field that people or other programs fill, with `text` in that field. */
export const eventsWith = (text: string): [string, object][] => {
  const failed = anEvent('FAILED');
  const rule = ruleFailedMessage(facts);
  return [
    [
      'a commit',
      {
        ...failed,
        detail: {
          ...failed.detail,
          'execution-trigger': {
            'commit-id': '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093',
            'commit-message': text,
            'author-display-name': text,
            'branch-name': text,
            'full-repository-name': text,
            'provider-type': 'GitHub',
          },
        },
      },
    ],
    [
      "an action's error",
      {
        ...rule,
        additionalAttributes: { failedActions: [{ action: text, additionalInformation: text }], failedStage: text },
      },
    ],
    [
      'an approval request',
      {
        region: 'eu-central-1',
        approval: {
          pipelineName: `p ${text}`,
          stageName: text,
          actionName: text,
          token: text,
          externalEntityLink: text,
          approvalReviewLink: text,
          customData: text,
        },
      },
    ],
    ['a message of an unknown form', { subject: text, [text.slice(0, 30)]: text, note: text }],
  ];
};

/** The requests that each platform's receiver got for every event with this text, as text and as JSON. */
export const postsWith = async (
  bench: HttpRelay,
  text: string,
): Promise<Record<string, { body: string; json: Part }[]>> => {
  const loaded = await loadPlatforms();
  const platforms = loaded.map(({ name }) => name);
  for (const { name, fields } of loaded) {
    const { accepted, addressField = 'url' } = await exampleOf(name);
    const target = {
      platform: name,
      url: undefined,
      ...requiredValues(name, () => 'xoxb-canary'),
      [addressField]: bench.inbox.urlOf(name),
      ...('thread' in fields && { thread: 'off' }),
    };
    bench.addTarget(name, { ...target, on: ['failed', 'approval', 'message'] }, always(200, accepted));
  }
  for (const [, event] of eventsWith(text)) await bench.publish(event);
  await bench.relay.settle();
  return Object.fromEntries(
    platforms.map((platform) => [
      platform,
      bench.requestsTo(platform).map(({ body }) => ({ body, json: JSON.parse(body) as Part })),
    ]),
  );
};

/** Every string in a document, at any depth. */
export const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
};
