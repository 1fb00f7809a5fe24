import { readFile } from 'node:fs/promises';
import {
  DELIVERER_OPTIONS,
  DELIVERER_VARIABLES,
  isTargetName,
  ledgerName,
  queueNames,
  ROUTER_OPTIONS,
  ROUTER_VARIABLES,
  settingsName,
  targetsPath,
} from '../../src/model/stack.ts';

/** A file of the template with the stage `prod` filled in. */
const template = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8'))
    .replace(/\$\{self:custom\.name\}/g, 'pipebell-prod')
    .replace(/\$\{sls:stage\}/g, 'prod');

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());

test('the template sets every environment variable that a function reads', async () => {
  const names = linesOf(await template('serverless.yml')).map((line) => line.replace(/:.*/, ''));

  for (const name of [...ROUTER_VARIABLES, ...ROUTER_OPTIONS, ...DELIVERER_VARIABLES, ...DELIVERER_OPTIONS]) {
    expect(names).toContain(name);
  }
});

test('the template gives queues, table and parameters the names that the commands look for', async () => {
  const lines = linesOf(await template('serverless.yml'));

  expect(lines).toContain(`targetsPath: ${targetsPath('prod')}`);
  expect(lines).toContain(`settingsName: ${settingsName('prod')}`);
  expect(linesOf(await template('infra/ledger.yml'))).toContain(`TableName: ${ledgerName('prod')}`);
  const queues = linesOf(await template('infra/queues.yml'));
  for (const name of Object.values(queueNames('prod'))) expect(queues).toContain(`QueueName: ${name}`);
});

test.each(['team', 'team-web_2.x', 'x'.repeat(100)])('takes %s as the name of a target', (name) => {
  expect(isTargetName(name)).toBe(true);
});

test.each(['', 'team web', 'team/web', 'team!', 'équipe', 'x'.repeat(101)])(
  'does not take %j as the name of a target',
  (name) => {
    expect(isTargetName(name)).toBe(false);
  },
);
