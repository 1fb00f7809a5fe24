import fc from 'fast-check';
import { actorOf } from '../../src/text/actor.ts';

const STS = 'arn:aws:sts::111122223333:';
const IAM = 'arn:aws:iam::111122223333:';

test.each([
  [`${IAM}user/ada`, { name: 'ada' }],
  [`${IAM}user/teams/web/ada`, { name: 'ada' }],
  [`${IAM}root`, { name: 'root' }],
  [`${IAM}role/service-role/Deploy`, { name: 'role Deploy' }],
  [`${STS}federated-user/ada`, { name: 'ada' }],
  [`${STS}assumed-role/Admin/ada.moreno`, { name: 'ada.moreno', role: 'role Admin' }],
  [
    `${STS}assumed-role/AWSReservedSSO_Dev_Team_0123456789abcdef/jo@example.com`,
    { name: 'jo@example.com', role: 'SSO Dev_Team' },
  ],
  [`${STS}assumed-role/Deploy/GitHubActions`, { name: 'GitHubActions', role: 'role Deploy' }],
  [`${STS}assumed-role/Deploy/botocore-session-1700000000`, { name: 'role Deploy' }],
  [`${STS}assumed-role/Deploy/aws-sdk-js-session-1700000000`, { name: 'role Deploy' }],
  [`${STS}assumed-role/Deploy/1700000000123`, { name: 'role Deploy' }],
  [`${STS}assumed-role/Web/i-0abc1234def567890`, { name: 'role Web' }],
  [`${STS}assumed-role/Start/9c0e4b1d7a2f4c6e8b3d5f7a90c1e2d4`, { name: 'role Start' }],
  ['arn:aws-us-gov:iam::111122223333:user/ada', { name: 'ada' }],
])('%s is the actor %j', (arn, actor) => {
  expect(actorOf(arn)).toEqual(actor);
});

test.each([undefined, null, '', 'ada', `${IAM}user`, `${IAM}user/`, 'arn:aws:s3:::user/ada', `${STS}assumed-role/`])(
  '%p is no actor',
  (arn) => {
    expect(actorOf(arn)).toBeUndefined();
  },
);

test('any text is an actor with a short name, or none', () => {
  const anArn = fc.string({ unit: 'binary', maxLength: 300 }).map((rest) => `${STS}assumed-role/${rest}`);

  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), anArn), (arn) => {
      const actor = actorOf(arn);
      for (const words of actor ? [actor.name, actor.role ?? 'x'] : []) {
        expect(words.length).toBeGreaterThan(0);
        expect(words.length).toBeLessThan(110);
      }
    }),
  );
});
