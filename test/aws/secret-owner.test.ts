import { checkReferences, resolveSecrets } from '../../src/aws/secrets.ts';
import { ConfigError } from '../../src/model/errors.ts';

const IN_PROD = { target: 'web', stage: 'prod', shared: ['url'] };
const PARAMETERS = '/pipebell/prod/secrets';
const arn = (name: string): string => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbC123`;

const parameter = (name: string) => ({ parameter: name });
const secret = (name: string) => ({ secret: name });

/** Where the value of a reference may go: to any address, to hosts of the platform only, or nowhere. */
const useOf = (reference: object, field = 'url'): string => {
  const { problems, hasShared } = checkReferences({ [field]: reference }, IN_PROD);
  return problems[0] ?? (hasShared ? 'shared' : 'own');
};

describe('a secret that a target refers to', () => {
  test.each([
    [parameter(`${PARAMETERS}/web/url`)],
    [parameter(`${PARAMETERS}/web/keys/2026`)],
    [secret('pipebell/prod/web/url')],
    [secret(arn('pipebell/prod/web/url'))],
    [parameter('/aws/reference/secretsmanager/pipebell/prod/web/url')],
  ])('is its own in the folder of its name: %j', (reference) => {
    expect([useOf(reference, 'url'), useOf(reference, 'headers')]).toEqual(['own', 'own']);
  });

  test.each([
    [parameter(`${PARAMETERS}/shared/url`)],
    [secret('pipebell/prod/shared/slack')],
    [secret(arn('pipebell/prod/shared/slack'))],
    [parameter('/team/url')],
    [parameter('/pipebell/dev/secrets/web/url')],
    [secret('team-url')],
    [secret(arn('team/url'))],
    [secret('arn:aws:secretsmanager:eu-central-1:111122223333:secret:pipebell/prod/web/url')],
    [parameter('/aws/reference/secretsmanager/team')],
    [parameter('/aws/reference/secretsmanager/pipebell/dev/web/url')],
    [parameter('/PIPEBELL/prod/secrets/web/url')],
    [parameter('pipebell/prod/secrets/web/url')],
  ])('is shared elsewhere, and only for a field whose value the platform fixes the hosts of: %j', (reference) => {
    expect(useOf(reference, 'url')).toBe('shared');
    expect(useOf(reference, 'headers')).toMatch(
      /^headers: a shared secret may only go to hosts that the platform fixes: use a secret below \/?pipebell\/prod\/(?:secrets\/)?web\/$/,
    );
  });

  test.each([
    [parameter(`${PARAMETERS}/api/url`), `${PARAMETERS}/web/`],
    [parameter(`${PARAMETERS}/Web/url`), `${PARAMETERS}/web/`],
    [parameter(`${PARAMETERS}/web.x/url`), `${PARAMETERS}/web/`],
    [parameter(`${PARAMETERS}//web/url`), `${PARAMETERS}/web/`],
    [parameter(`${PARAMETERS}/../web/url`), `${PARAMETERS}/web/`],
    [secret('pipebell/prod/api/url'), 'pipebell/prod/web/'],
    [secret(arn('pipebell/prod/api/url')), 'pipebell/prod/web/'],
    [parameter('/aws/reference/secretsmanager/pipebell/prod/api/url'), 'pipebell/prod/web/'],
  ])('may not be in the folder of another target: %j', (reference, folder) => {
    expect(useOf(reference)).toBe(`url: the secret belongs to another target: use one below ${folder}`);
  });

  test.each([
    [parameter(`${PARAMETERS}/web`), `${PARAMETERS}/web/url`],
    [parameter(`${PARAMETERS}/web-slack`), `${PARAMETERS}/web/web-slack`],
    [parameter(`${PARAMETERS}/shared`), `${PARAMETERS}/web/shared`],
    [parameter(`${PARAMETERS}/`), `${PARAMETERS}/web/url`],
    [secret('pipebell/prod/web'), 'pipebell/prod/web/url'],
    [secret('pipebell/prod/audit'), 'pipebell/prod/web/audit'],
    [secret(arn('pipebell/prod/audit')), 'pipebell/prod/web/audit'],
  ])('may not be in the folder of the stage itself, and the problem has its new name: %j', (reference, name) => {
    expect(useOf(reference)).toBe(`url: the secret is in no folder of a target: move it to ${name}`);
  });

  test.each(['/pipebell/prod/targets/api', '/pipebell/prod/settings', '/pipebell/prod/secretsx/web/url'])(
    'may not be another parameter of the stage: %s',
    (name) => {
      expect(useOf(parameter(name))).toBe(`url: does not refer to a secret: use one below ${PARAMETERS}/web/`);
    },
  );

  test('is judged in every place that a reference is replaced in, by its path', () => {
    const raw = {
      url: secret('shared'),
      signingKeys: [parameter(`${PARAMETERS}/web/key`), secret('shared')],
      headers: { 'X-Token': secret('shared') },
      mention: { failed: [{ id: 'ada@example.com', name: secret('shared') }] },
    };

    const { problems, hasShared } = checkReferences(raw, IN_PROD);

    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'signingKeys.1',
      'headers.X-Token',
      'mention.failed.0.name',
    ]);
    expect(hasShared).toBe(true);
    expect(checkReferences(secret('shared'), IN_PROD).problems[0]).toMatch(/^the target: a shared secret/);
  });

  test('belongs to no target of the name shared', () => {
    const reference = parameter(`${PARAMETERS}/shared/url`);
    const asShared = (field: string) => checkReferences({ [field]: reference }, { ...IN_PROD, target: 'shared' });

    expect(asShared('url')).toEqual({ problems: [], hasShared: true });
    expect(asShared('headers').problems).toHaveLength(1);
  });

  test('may be of any stage if the stage is not known, but not of another target', () => {
    const anywhere = { target: 'web', shared: [] };
    const check = (name: string) => checkReferences({ url: parameter(name) }, anywhere).problems;

    expect(check('/pipebell/dev/secrets/web/url')).toEqual([]);
    expect(check('/pipebell/dev/secrets/api/url')).toEqual([
      'url: the secret belongs to another target: use one below /pipebell/dev/secrets/web/',
    ]);
    expect(check('/team/url')).toEqual([expect.stringContaining('below /pipebell/<stage>/secrets/web/')]);
  });

  test('is not read if the target may not use it, nor is any other of the target', async () => {
    const calls: string[] = [];
    const call = async (_service: string, _operation: string, input: object) => {
      calls.push((input as { Name: string }).Name);
      return { Parameter: { Value: 'canary' } };
    };
    const own = parameter(`${PARAMETERS}/web/url`);
    const resolve = (headers: object) => resolveSecrets(call, { url: own, headers }, IN_PROD);

    await expect(resolve({ 'X-A': parameter(`${PARAMETERS}/api/key`) })).rejects.toThrow(ConfigError);
    expect(calls).toEqual([]);
    await resolve({ 'X-A': parameter(`${PARAMETERS}/web/key`) });
    expect(calls).toEqual([`${PARAMETERS}/web/url`, `${PARAMETERS}/web/key`]);
  });

  test('is not named if the name may be the secret itself', () => {
    const token = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
    const { problems } = checkReferences({ url: secret(`pipebell/prod/${token}`) }, IN_PROD);

    expect(problems.join()).not.toContain(token);
    expect(useOf(secret('pipebell/prod/plain'))).toContain('plain');
  });
});
