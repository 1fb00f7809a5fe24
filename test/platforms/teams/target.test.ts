import { teams } from '../../../src/platforms/teams.ts';
import { aNotification } from '../../support/factories.ts';
import { teamsExample } from './target.ts';

const open = (fields: Record<string, unknown>) =>
  teams.open({ ...teamsExample.target, ...fields }, { allowPrivate: false });

describe('teams target', () => {
  test.each([
    'https://default1.00.environment.api.powerplatform.com:443/powerautomate/x?sig=1',
    'https://default1.00.environment.api.powerplatform.com/powerautomate/x?sig=1',
    'https://prod-12.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=1',
    'https://prod-12.usgovtexas.logic.azure.us/workflows/1/triggers/manual/paths/invoke?sig=1',
  ])('takes %s', (url) => {
    expect(open({ url }).platform).toBe('teams');
    expect(teams.recognizes(new URL(url))).toBe(true);
  });

  test.each([
    'https://api.powerplatform.com/x',
    'https://evillogic.azure.com/x',
    'https://x.logic.azure.com.evil.example/x',
    'https://x.logic.azure.com./x',
    'https://logic.azure.com@evil.example/x',
  ])('refuses %s', (url) => {
    expect(() => open({ url })).toThrow(/^url: must /);
    expect(teams.recognizes(new URL(url))).toBe(false);
  });

  test.each([
    'https://acme.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4',
    'https://outlook.office.com/webhook/1@2/IncomingWebhook/3/4',
  ])('refuses a connector, such as %s, with the advice to create a Workflows webhook', (url) => {
    expect(() => open({ url })).toThrow('create a Workflows webhook');
  });

  test.each([
    { id: 'ada@example.com', name: 'Ada Moreno' },
    { id: '49c4641c-ab91-4248-aebb-6a7de286397b', name: "Zoë O'Neil-Ødegård" },
    { id: 'a_b.c@example.com', name: '山田 太郎' },
  ])('takes the mention %j', (person) => {
    const card = open({ mention: { failed: [person] } }).channel.render(aNotification());

    expect(JSON.stringify(JSON.parse(card))).toContain(JSON.stringify({ mentioned: person }).slice(1, -1));
  });

  test.each([
    [{ id: 'ada@example.com', name: '<at>x</at>' }, 'mention.failed.0.name'],
    [{ id: 'ada@example.com', name: '[x](https://evil.example)' }, 'mention.failed.0.name'],
    [{ id: 'two words', name: 'Ada' }, 'mention.failed.0.id'],
    [{ id: 'ada@example.com' }, 'mention.failed.0.name'],
    [{ id: 'ada@example.com', name: 'Ada', mail: 'x' }, 'mention.failed.0: unknown field "mail"'],
  ])('refuses the mention %j at %s', (person, place) => {
    expect(() => open({ mention: { failed: [person] } })).toThrow(place);
  });
});
