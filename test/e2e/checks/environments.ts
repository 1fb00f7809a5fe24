import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { Check } from '../check.ts';
import { REGION } from '../emulator.ts';
import { stateChange } from '../events.ts';

/** Starts with the first stage's name, so that a comparison by prefix would confuse the stages. */
const OTHER = 'e2e-other';

const when = { pipelines: ['e2e-environments'] };

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
      };
    },
  },
];
