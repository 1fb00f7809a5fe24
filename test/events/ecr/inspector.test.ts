import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const change = (name: string, detail: object) => {
  const event = exampleBody(name);
  return { ...event, detail: { ...event.detail, ...detail } };
};

describe('a scan by Inspector', () => {
  test('is a failure with counts, named by repository and tag', () => {
    const notification = read(exampleBody('ecr-enhanced-findings'));

    expect(notification).toMatchObject({
      source: 'ecr',
      moment: 'failed',
      severity: 'failure',
      state: 'INITIAL_SCAN_COMPLETE',
      verdict: { code: 'ecr-findings', values: { image: 'shop/api:42', critical: 2, high: 5, medium: 11 } },
      resource: {
        kind: 'repository',
        name: 'shop/api',
        url: 'https://eu-central-1.console.aws.amazon.com/ecr/repositories/private/111122223333/shop/api?region=eu-central-1',
      },
      series: { kind: 'image', name: 'main' },
      execution: { id: expect.stringMatching(/^sha256:/) },
      details: [{ label: 'medium-findings', value: '11' }],
    });
    expect(headline(notification)).toBe('shop/api:42 has 2 critical and 5 high findings');
  });

  test.each([
    [{ CRITICAL: 0, HIGH: 1, MEDIUM: 6, TOTAL: 10 }, 'failed', 'shop/api:42 has 1 high finding'],
    [{ CRITICAL: 3, HIGH: 0, TOTAL: 3 }, 'failed', 'shop/api:42 has 3 critical findings'],
    [{ MEDIUM: 6, TOTAL: 6 }, 'succeeded', 'shop/api:42 has no critical or high findings'],
    [{ TOTAL: 0 }, 'succeeded', 'shop/api:42 has no critical or high findings'],
  ])('with %j is the moment %s', (counts, moment, words) => {
    const notification = read(change('ecr-enhanced-findings', { 'finding-severity-counts': counts }));

    expect([notification.moment, headline(notification)]).toEqual([moment, words]);
  });

  test('that did not start or was ended by a setting is a change', () => {
    const notification = read(change('ecr-enhanced-findings', { 'scan-status': 'SCAN_ELIGIBILITY_EXPIRED' }));

    expect([notification.moment, headline(notification)]).toEqual([
      'change',
      'shop/api:42 is in scan state SCAN_ELIGIBILITY_EXPIRED',
    ]);
  });

  test('of something else than an image is left to the generic source', () => {
    const event = change('ecr-enhanced-findings', { 'repository-name': undefined, 'image-digest': undefined });

    expect(read(event).source).toBe('generic');
  });
});

describe('a finding of Inspector', () => {
  test('that is critical and new in a known image is a failure with packages and a fix', () => {
    const event = exampleBody('ecr-finding');
    event.detail.packageVulnerabilityDetails.vulnerabilityId = 'CVE-2026-10427';
    event.detail.packageVulnerabilityDetails.sourceUrl = 'https://nvd.nist.gov/vuln/detail/CVE-2026-10427';
    const notification = read(event);

    expect(notification).toMatchObject({
      source: 'ecr',
      moment: 'failed',
      severity: 'failure',
      state: 'ACTIVE',
      verdict: { code: 'ecr-finding', values: { image: 'shop/api:41', grade: 'critical', name: 'CVE-2026-10427' } },
      resource: { kind: 'repository', name: 'shop/api' },
      failures: [{ reason: expect.stringMatching(/^A crafted certificate chain/), code: 'CVE-2026-10427' }],
      details: [
        { label: 'package', value: 'libtls 3.4.1 → 3.4.2' },
        { label: 'fix-available', value: 'yes' },
        { label: 'exploit-available', value: 'yes' },
      ],
      links: [{ label: 'open-advisory', url: 'https://nvd.nist.gov/vuln/detail/CVE-2026-10427' }],
    });
    expect(notification.execution).toBeUndefined();
    expect(headline(notification)).toBe('shop/api:41 has CVE-2026-10427 (critical)');
  });

  test('in several images of a repository is one alert', () => {
    const event = exampleBody('ecr-finding');
    const other = structuredClone({ ...event, id: 'b9a8c7d6-0000-4000-8000-1234567890ab' });
    other.detail.resources[0].details.awsEcrContainerImage.imageTags = ['40'];

    expect(read(other).id).toBe(read(event).id);
    other.detail.packageVulnerabilityDetails.vulnerabilityId = 'CVE-2026-10428';
    expect(read(other).id).not.toBe(read(event).id);
  });

  test('of the first scan, of a lower grade or closed is a change', () => {
    const event = exampleBody('ecr-finding');
    const first = structuredClone(event);
    first.detail.resources[0].details.awsEcrContainerImage.pushedAt = first.detail.firstObservedAt;

    expect(read(event).moment).toBe('failed');
    expect(read(first)).toMatchObject({ moment: 'change', severity: 'warning', failures: [] });
    expect(read(change('ecr-finding', { severity: 'HIGH' }))).toMatchObject({ moment: 'change', severity: 'warning' });
    expect(read(change('ecr-finding', { severity: 'LOW' }))).toMatchObject({ moment: 'change', severity: 'info' });
    const closed = read(change('ecr-finding', { status: 'CLOSED' }));
    expect(closed.moment).toBe('change');
    expect(headline(closed)).toMatch(/^shop\/api:41 no longer has CVE-2026-\d+$/);
  });

  test('without a fix names none', () => {
    const event = exampleBody('ecr-finding');
    event.detail.fixAvailable = 'NO';
    event.detail.exploitAvailable = 'NO';
    event.detail.packageVulnerabilityDetails.vulnerablePackages[0].fixedInVersion = 'NotAvailable';

    expect(read(event).details).toEqual([
      { label: 'package', value: 'libtls 3.4.1' },
      { label: 'fix-available', value: 'no' },
    ]);
  });

  test('about an instance is left to the generic source', () => {
    const event = exampleBody('ecr-finding');
    event.detail.resources = [{ type: 'AWS_EC2_INSTANCE', id: 'i-0c1d2e3f40516273' }];

    expect(read(event).source).toBe('generic');
  });
});
