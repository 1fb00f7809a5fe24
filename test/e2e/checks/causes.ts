import assert from 'node:assert/strict';
import type { Event } from '../aws.ts';
import { FAULTS } from '../causes.ts';
import type { Check } from '../check.ts';

const ACCOUNT = '111122223333';
const HERE = `eu-west-1:${ACCOUNT}`;

interface Explained {
  readonly moment: string;
  readonly failures: readonly { readonly action?: string; readonly stage?: string; readonly reason?: string }[];
  readonly details: readonly { readonly label: string; readonly value: string }[];
  readonly missing?: readonly string[];
}

interface Subject {
  readonly event: Event;
  /** Name of the resource in the notification. */
  readonly resource: string;
  readonly cause: RegExp;
}

const stack = (name: string): Subject => {
  const arn = `arn:aws:cloudformation:${HERE}:stack/${name}/5b0c7d10-17b6-11f1-9a55-0a1b2c3d4e5f`;
  return {
    resource: name,
    cause: /^PaymentQueue .*already exists$/,
    event: {
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation Stack Status Change',
      resources: [arn],
      detail: {
        'stack-id': arn,
        'status-details': {
          status: 'UPDATE_ROLLBACK_IN_PROGRESS',
          'status-reason': 'The following resource(s) failed to update: [PaymentQueue]. ',
        },
        'client-request-token': '0f5b6a7c-1d2e-4f30-8a9b-c0d1e2f3a4b5',
      },
    },
  };
};

const service = (name: string): Subject => ({
  resource: `${name}/web`,
  cause: /shop:42 not found$/,
  event: {
    source: 'aws.ecs',
    'detail-type': 'ECS Deployment State Change',
    resources: [`arn:aws:ecs:${HERE}:service/${name}/web`],
    detail: {
      eventType: 'ERROR',
      eventName: 'SERVICE_DEPLOYMENT_FAILED',
      clusterArn: `arn:aws:ecs:${HERE}:cluster/${name}`,
      deploymentId: 'ecs-svc/5204837619204857316',
      updatedAt: new Date().toISOString(),
      reason: 'ECS deployment circuit breaker: tasks failed to start.',
    },
  },
});

const execution = (name: string): Subject => {
  const executionArn = `arn:aws:states:${HERE}:execution:${name}:nightly-1`;
  return {
    resource: name,
    cause: /^CompareLedgers Debits and credits differ/,
    event: {
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn: `arn:aws:states:${HERE}:stateMachine:${name}`,
        name: 'nightly-1',
        status: 'FAILED',
        startDate: Date.now() - 60_000,
        stopDate: Date.now(),
      },
    },
  };
};

const SUBJECTS = { stack, service, execution } as const;

/** The reasons in `missing`, as the webhook writes them. */
const REASONS: Readonly<Record<keyof typeof FAULTS, RegExp>> = {
  denied: /access denied/,
  throttled: /throttled/,
  silent: /no answer in time/,
  garbled: /unreadable answer/,
};

const explained = (what: keyof typeof SUBJECTS, fault?: keyof typeof FAULTS): Check => ({
  name: fault
    ? `a failed ${what} is delivered in time when the question about its cause is ${fault}, and says so`
    : `a failed ${what} is delivered with its cause`,
  async prepare({ aws, receiver, putTarget }) {
    const name = ['e2e-cause', what, fault].filter(Boolean).join('-');
    const { event, resource, cause } = SUBJECTS[what](name);
    const inbox = receiver.inbox(name);
    await putTarget(name, { platform: 'webhook', url: inbox.url, when: { resources: [resource] } });
    return async () => {
      await aws.putEvents(event);
      const [post] = await inbox.wait(1);
      const data: Explained = JSON.parse(post?.body ?? '').data;
      assert.equal(data.moment, 'failed');
      const [failure] = data.failures;
      const words = [failure?.action ?? failure?.stage, failure?.reason].filter(Boolean).join(' ');
      const missing = (data.missing ?? []).join('; ');
      if (fault) {
        assert.match(missing, REASONS[fault]);
        assert.doesNotMatch(words, cause);
      } else {
        assert.equal(missing, '');
        assert.match(words, cause);
      }
    };
  },
});

export const causes: Check[] = (Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[]).flatMap((what) => [
  explained(what),
  ...(Object.keys(FAULTS) as (keyof typeof FAULTS)[]).map((fault) => explained(what, fault)),
]);
