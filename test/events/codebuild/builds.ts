import { codebuildExamples } from '../../../src/events/codebuild/examples.ts';

const NOW = new Date('2026-03-04T09:15:30.000Z');

/** The parts of an event that tests change. */
interface BuildEvent {
  id?: string;
  'detail-type'?: string;
  detailType?: string;
  time: string;
  detail: Record<string, unknown> & { 'additional-information': Record<string, unknown> };
}

/** An example as an object that tests may change. */
export const example = (name: string): BuildEvent => {
  const found = codebuildExamples(NOW).find((each) => each.name === `codebuild-${name}`);
  return JSON.parse(found?.text ?? 'null');
};

/** A build in a state, with changed facts. */
export const build = (status: string, information: Record<string, unknown> = {}): BuildEvent => {
  const event = example(status === 'IN_PROGRESS' ? 'started' : 'failed');
  event.detail['build-status'] = status;
  Object.assign(event.detail['additional-information'], information);
  return event;
};

/** The same change as a notification rule sends it. */
export const byRule = ({ id: _, 'detail-type': detailType, ...event }: BuildEvent) => ({
  ...event,
  ...(detailType !== undefined && { detailType }),
  notificationRuleArn: 'arn:aws:codestar-notifications:eu-central-1:111122223333:notificationrule/0c6e4f1d8a2b',
  additionalAttributes: {},
});
