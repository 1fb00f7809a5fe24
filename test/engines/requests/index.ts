import type { Verdict } from '../judge.ts';
import { runPython } from '../python.ts';
import { recordCalls } from '../recording/drive.ts';
import { CREDENTIALS, type Recorded } from '../recording/recorder.ts';
import { brokenRequests } from './broken.ts';
import { hostsOf } from './hosts.ts';

interface Judged {
  /** What is wrong with each request. */
  readonly problems: readonly (readonly string[])[];
  /** AWS's host for each place. */
  readonly hosts: readonly string[];
}

const asGiven = ({ service, region, url, headers, body }: Recorded) => ({
  service,
  scope: [region, service],
  url,
  headers,
  body,
});

/**
 * Judges every request that the two functions sign by AWS's own models in botocore: protocol, required and unknown
 * members, types, enumerations, limits, patterns and the signature; and the hosts of the services in every partition.
 */
export const judgeRequests = async (): Promise<Verdict> => {
  const recorded = await recordCalls();
  const broken = brokenRequests(recorded);
  const hosts = await hostsOf([...new Set(recorded.map(({ service }) => service))].sort());
  const { accessKeyId: access_key, secretAccessKey: secret_key, sessionToken: token } = CREDENTIALS;
  const judged = (await runPython('botocore', import.meta.dirname, {
    requests: [...recorded, ...broken.map(({ request }) => request)].map(asGiven),
    hosts,
    credentials: { access_key, secret_key, token },
  })) as Judged;

  const wrong = recorded.flatMap(({ service, operation }, at) =>
    (judged.problems[at] ?? ['was not judged']).map((problem) => `${service} ${operation}: ${problem}`),
  );
  const accepted = broken.flatMap(({ request, expected }, at) => {
    const found = judged.problems[recorded.length + at] ?? [];
    if (found.some((problem) => expected.test(problem))) return [];
    return [`${request.service} ${request.operation} with a fault is accepted: no problem matches ${expected}`];
  });
  const misplaced = hosts.flatMap(({ service, region, fips, host }, at) =>
    host === judged.hosts[at]
      ? []
      : [`${service} in ${region}${fips ? ' (FIPS)' : ''}: ${host}, expected ${judged.hosts[at]}`],
  );
  const operations = new Set(recorded.map(({ service, operation }) => `${service} ${operation}`));
  return {
    counts: `${recorded.length} requests of ${operations.size} operations, ${broken.length} with a fault, ${hosts.length} hosts`,
    problems: [...new Set([...wrong, ...accepted, ...misplaced])],
  };
};
