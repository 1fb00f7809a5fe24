import * as z from 'zod/mini';
import type { Cause, Enrichment, Plan, Search } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { redactedText } from '../../text/redact.ts';
import { read } from '../shared/answers.ts';
import { CODEDEPLOY, isDeployment } from './asks.ts';

const MAX_CAUSE_CHARS = 500;

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html */
const DeploymentAnswer = z.object({
  deploymentInfo: z.object({
    creator: text,
    errorInformation: lenient(z.object({ code: text, message: text })),
    rollbackInfo: lenient(z.object({ rollbackDeploymentId: text, rollbackMessage: text })),
  }),
});

/** Creator of the deployments that CodeDeploy starts after a failure. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html */
const ROLLBACK_CREATOR = 'codeDeployRollback';

const askDeployment = <Value>(
  { ask, part }: Omit<Search, 'add'>,
  deploymentId: string,
  pick: (deployment: z.infer<typeof DeploymentAnswer>['deploymentInfo']) => Value,
): Promise<Value | undefined> =>
  part('deployment', () =>
    ask({
      service: CODEDEPLOY,
      operation: 'GetDeployment',
      input: { deploymentId },
      read: (output) => pick(read(DeploymentAnswer, output).deploymentInfo),
    }),
  );

const cause = (run: string): Cause | undefined => {
  if (!isDeployment(run)) return undefined;
  const search = async (tools: Search): Promise<void> => {
    const reason = await askDeployment(tools, run, ({ errorInformation, rollbackInfo }) => {
      const { code, message } = errorInformation ?? {};
      const rollback = rollbackInfo?.rollbackMessage;
      const lines = [[code, message].filter(Boolean).join(': '), rollback && `Rollback: ${rollback}`];
      return redactedText(lines.filter(Boolean).join('\n'), MAX_CAUSE_CHARS);
    });
    if (reason) tools.add({ reason });
  };
  return { part: 'deployment', search };
};

/** Finds out whether a successful deployment was a rollback. */
const plan = (notification: Notification): Plan | undefined => {
  if (notification.moment !== 'succeeded') return undefined;
  let rollback = false;
  return {
    async ask(tools) {
      const creator = await askDeployment(tools, notification.execution?.id ?? '', (deployment) => deployment.creator);
      rollback = creator === ROLLBACK_CREATOR;
    },
    compose: () =>
      rollback
        ? { ...notification, rollback, trigger: { type: 'AutomatedRollback', words: 'an automatic rollback' } }
        : notification,
  };
};

export const questions: Enrichment = { cause, plan };
