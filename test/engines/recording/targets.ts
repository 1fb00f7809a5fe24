import { existsSync, readdirSync } from 'node:fs';
import { SECRETS_MANAGER } from '../../../src/aws/secret-owner.ts';
import type { HttpReply, HttpRequest } from '../../../src/model/http.ts';
import { OCCASIONS } from '../../../src/model/notification.ts';
import { secretsPath, secretsPrefix } from '../../../src/model/stack.ts';
import { exampleOf } from '../../platforms/example.ts';
import { slackTarget, type TestRelay } from '../../support/relay.ts';
import { ACCOUNT, REGION, STAGE } from './recorder.ts';

const PLATFORMS = 'test/platforms';

const webhook = (name: string): string => `https://hooks.slack.com/services/T0000/B0000/${name}`;

/** Puts a target of every platform, one that mentions authors, targets that refer to secrets, and targets whose receivers fail. */
export const putTargets = async ({ aws, put }: TestRelay): Promise<void> => {
  for (const platform of readdirSync(PLATFORMS).filter((name) => existsSync(`${PLATFORMS}/${name}/target.ts`))) {
    put(platform, { ...(await exampleOf(platform)).target, on: OCCASIONS });
  }
  put('authors', { ...(await exampleOf('slack-app')).target, mention: { author: true }, on: OCCASIONS });
  const byName = `${secretsPrefix(STAGE)}by-name/url`;
  const byArn = `${secretsPrefix(STAGE)}by-arn/url`;
  const byParameter = `${secretsPath(STAGE)}/by-parameter/url`;
  aws.parameters.set(byParameter, webhook('parameter'));
  for (const name of [byName, byArn]) aws.parameters.set(`${SECRETS_MANAGER}${name}`, webhook('secret'));
  put('by-parameter', slackTarget({ url: { parameter: byParameter } }));
  put('by-name', slackTarget({ url: { secret: byName } }));
  put('by-arn', slackTarget({ url: { secret: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${byArn}-Ab1Cd2` } }));
  for (const name of ['down', 'gone', 'uneven']) put(name, slackTarget({ url: webhook(name) }));
};

/** Slack's answer to a message, and to the search for a person. */
const SLACK = { ok: true, channel: 'C0123456789', ts: '1772616000.000100', user: { id: 'U0CANARY03' } };

/** Answers for the receivers of {@link putTargets}. */
export const answerFor = ({ url }: HttpRequest, nth: number): HttpReply => {
  if (url.startsWith('https://slack.com/api/')) return { status: 200, body: JSON.stringify(SLACK) };
  if (url.endsWith('/down')) return { status: 503, body: '' };
  if (url.endsWith('/gone')) return { status: 404, body: 'no_service' };
  return url.endsWith('/uneven') && nth % 3 === 0 ? { status: 500, body: '' } : { status: 200, body: 'ok' };
};
