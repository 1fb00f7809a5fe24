import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { Check, Relay } from '../check.ts';
import { REGION, STAGE } from '../emulator.ts';
import { stateChange } from '../events.ts';

/** Starts with the first stage's name, so that a comparison by prefix would confuse the stages. */
const OTHER = 'e2e-other';

const when = { pipelines: ['e2e-environments'] };

/** What `serverless remove` leaves, `pipebell remove` deletes: 12 parameters and a secret, and nothing of the first stage. */
const leavesNothing = async ({ aws, pipebell }: Pick<Relay, 'aws' | 'pipebell'>): Promise<void> => {
  const remove = (stage: string, ...args: string[]) => pipebell(['remove', '--json', ...args], '', stage);
  for (let at = 0; at < 11; at++) {
    const Name = `/pipebell/${OTHER}/secrets/any/${at}`;
    await aws.ssm.send(new PutParameterCommand({ Name, Value: 'any', Type: 'SecureString' }));
  }
  await aws.createSecret(`pipebell/${OTHER}/any`);
  await aws.createSecret(`pipebell/${STAGE}/any`);
  const before = JSON.parse((await remove(STAGE, '--dry-run')).stdout);
  assert.ok(before.stack && before.found.parameters.length > 0 && before.found.secrets.length > 0);

  const refused = await remove(STAGE, '--yes');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /serverless remove/);
  const { code, stdout, stderr } = await remove(OTHER, '--yes');
  assert.equal(code, 0, stderr);
  const { deleted, scheduled, left } = JSON.parse(stdout);
  assert.deepEqual({ parameters: deleted.parameters.length, left }, { parameters: 12, left: [] });
  assert.deepEqual(scheduled, [`pipebell/${OTHER}/any`]);
  const after = JSON.parse((await remove(OTHER, '--dry-run')).stdout);
  assert.deepEqual({ stack: after.stack, parameters: after.found.parameters }, { stack: false, parameters: [] });
  assert.deepEqual(JSON.parse((await remove(STAGE, '--dry-run')).stdout), before);
};

export const environments: Check[] = [
  {
    name: 'two stages work side by side, and one can be removed without the other',
    async prepare({ aws, receiver, putTarget, publish, serverless, pipebell }) {
      const [here, there] = [receiver.inbox('here'), receiver.inbox('there')];
      await putTarget('environments', { platform: 'webhook', url: here.url, on: ['failed'], when });

      return async () => {
        const shown = await serverless('deploy', OTHER);
        assert.match(shown, new RegExp(`^stack: +pipebell-${OTHER} in \\d{12} / ${REGION}$`, 'm'));
        assert.match(shown, new RegExp(`^topic: +arn:aws:sns:${REGION}:\\d{12}:pipebell-${OTHER}`, 'm'));
        assert.match(shown, new RegExp(`^Next:\\n  npx pipebell targets add team-web --stage ${OTHER} `, 'm'));
        const outputs = await aws.outputs(`pipebell-${OTHER}`);
        assert.equal(outputs.TargetsPath, `/pipebell/${OTHER}/targets`);
        const Value = JSON.stringify({ platform: 'webhook', url: there.url, on: ['failed', 'message'] });
        const Name = `${outputs.TargetsPath}/environments`;
        await aws.ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));

        // Both stages get an event of the account. A message published to a topic reaches only the topic's stage.
        await aws.putEvents(stateChange('pipeline', 'e2e-environments', 'FAILED'));
        await Promise.all([here.wait(1), there.wait(1)]);
        await aws.sns.send(new PublishCommand({ TopicArn: outputs.TopicArn, Message: 'for the other stage' }));
        await publish('for this stage');
        await there.wait(2);
        await sleep(3000);
        assert.equal(here.posts.length, 1);
        assert.equal(there.posts.length, 2);
        const { code, stdout, stderr } = await pipebell(['doctor', '--json']);
        assert.ok(code === 0 || code === 3, `doctor exited with ${code}: ${stderr}`);
        assert.ok(!stdout.includes(OTHER), 'doctor inspects the other stage');

        await serverless('remove', OTHER);
        await aws.putEvents(stateChange('pipeline', 'e2e-environments', 'FAILED'));
        await here.wait(2);
        await sleep(2000);
        assert.equal(there.posts.length, 2);
        await leavesNothing({ aws, pipebell });
      };
    },
  },
];
