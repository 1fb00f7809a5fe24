import { delivererTelemetry } from '../../src/lambda/deliverer-telemetry.ts';
import { createPowertools } from '../../src/lambda/log-lines.ts';
import { routerTelemetry } from '../../src/lambda/router-telemetry.ts';
import { aDelivery } from '../support/batch.ts';
import { metricsOf } from '../support/emf.ts';
import { outputOf } from '../support/output.ts';

type Telemetry = ReturnType<typeof routerTelemetry> & ReturnType<typeof delivererTelemetry>;

/** What is written while `work` runs. */
const capture = (work: (telemetry: Telemetry) => void) => {
  const powertools = createPowertools('test');
  const written = outputOf(() => work({ ...routerTelemetry(powertools), ...delivererTelemetry(powertools) }));
  const logs = written.map((line) => JSON.parse(line));
  return { written, logs, metrics: logs.filter(({ _aws }) => _aws).flatMap(metricsOf) };
};

describe('text from outside in a line', () => {
  const HOSTILE = 'a\u009b31m\u202eb\u2028c\u3164';

  test('is cleaned, without URLs and cut, in every field and list', () => {
    const { written, logs } = capture((telemetry) => {
      telemetry.routed({ kind: 'foreign-topic', messageId: `${HOSTILE}${'x'.repeat(320_000)}` });
      telemetry.routed({ kind: 'probe', id: `${HOSTILE} https://hooks.example.com/canary` });
      telemetry.targets({ kind: 'invalid', target: HOSTILE, problems: Array(5000).fill(`${HOSTILE} not valid`) });
    });

    expect(written.join('')).not.toMatch(/[\u0080-\u009f\u202a-\u202e\u2028\u2029\u3164]|canary/);
    expect(logs).toHaveLength(3);
    expect(logs[0]?.messageId).toMatch(/^a(?:31m)?b ?cx+…$/);
    expect(logs[1]?.eventId).toMatch(/…$/);
    expect(logs[2]?.problems.length).toBeLessThanOrEqual(100);
    expect(Math.max(...written.map((line) => line.length))).toBeLessThan(10_000);
  });

  test('is no name of a target, so it does not become a metric', () => {
    const delivery = { ...aDelivery('team'), target: 'https://hooks.example.com/canary' };

    const { written, metrics } = capture((telemetry) => {
      telemetry.delivered({ delivery, outcome: { kind: 'delivered', status: 200 }, receive: 1, ms: 1 });
      telemetry.delivered({
        delivery: aDelivery('team'),
        outcome: { kind: 'delivered', status: 200 },
        receive: 1,
        ms: 1,
      });
    });

    expect(metrics.flatMap(({ dimensions }) => dimensions.target ?? [])).toEqual(['invalid', 'team']);
    expect(written.join('')).not.toContain('canary');
  });
});
