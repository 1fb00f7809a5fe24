import { codedeploy } from '../../../src/events/codedeploy/index.ts';

const NOW = new Date('2026-03-04T09:15:30.000Z');

/** The parts of an event that tests change. */
interface DeploymentEvent {
  id?: string;
  'detail-type'?: string;
  resources: string[];
  detail: Record<string, unknown>;
}

const example = async (name: string, state: string): Promise<DeploymentEvent> => {
  const found = (await codedeploy.examples(NOW)).find((each) => each.name === name);
  const event = JSON.parse(found?.text ?? 'null');
  Object.assign(event.detail, { state, deploymentId: 'd-9XK2PLM4Q' });
  return event;
};

export const deployment = (state: string) => example('codedeploy-failed', state);
export const instance = (state: string) => example('codedeploy-instance-failed', state);
