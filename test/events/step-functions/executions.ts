import { stepFunctions } from '../../../src/events/step-functions/index.ts';

const NOW = new Date('2026-03-04T09:15:30.000Z');

/** The parts of an event that tests change. */
interface ExecutionEvent {
  id?: string;
  'detail-type'?: string;
  detail: Record<string, unknown>;
}

/** An execution in a status, with changed facts. */
export const execution = async (status: string, change: Record<string, unknown> = {}): Promise<ExecutionEvent> => {
  const event = JSON.parse((await stepFunctions.examples(NOW))[0]?.text ?? 'null');
  Object.assign(event.detail, { status }, change);
  return event;
};
