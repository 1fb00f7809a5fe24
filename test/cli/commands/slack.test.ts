import { openWorld } from '../world.ts';

const MANIFEST = ['slack', 'manifest'];

/** A manifest, as far as Slack's schema limits it. */
interface Manifest {
  display_information: { name: string; description: string; background_color: string };
  features: { bot_user: { display_name: string } };
  oauth_config: { scopes: { bot: string[] } };
  settings: Record<string, unknown>;
}

const manifestOf = async (...args: string[]): Promise<{ url: string; manifest: Manifest }> =>
  JSON.parse((await openWorld().run(...MANIFEST, ...args, '--json')).stdout);

const scopesOf = async (features: string): Promise<string[]> =>
  (await manifestOf('--features', features)).manifest.oauth_config.scopes.bot;

describe('pipebell slack manifest', () => {
  test('prints the manifest in YAML, and the link that creates the app with it', async () => {
    const { code, stdout, stderr } = await openWorld().run(...MANIFEST, '--stage', 'prod');

    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      '_metadata:',
      '  major_version: 1',
      'display_information:',
      '  name: "Pipebell prod"',
      '  description: "Alerts about AWS pipelines, deployments and alarms"',
      '  background_color: "#1d2733"',
      'features:',
      '  bot_user:',
      '    display_name: pipebell-prod',
      '    always_online: true',
      'oauth_config:',
      '  scopes:',
      '    bot:',
      '      - chat:write',
      '      - chat:write.public',
      '      - channels:join',
      '      - channels:history',
      '      - groups:history',
      '      - users:read',
      '      - users:read.email',
      'settings:',
      '  org_deploy_enabled: false',
      '  socket_mode_enabled: false',
      '  token_rotation_enabled: false',
      '',
    ]);
    const link = new URL(/https:\S+/.exec(stderr)?.[0] ?? '');
    expect(`${link.origin}${link.pathname}`).toBe('https://api.slack.com/apps');
    expect(Object.fromEntries(link.searchParams)).toEqual({ new_app: '1', manifest_yaml: stdout });
    expect(stderr).toContain('npx pipebell targets add NAME --stage prod --platform slack-app\n');
  });

  test('writes link and manifest as one document with --json', async () => {
    const { stdout, stderr } = await openWorld().run(...MANIFEST, '--json');

    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      url: expect.stringContaining('https://api.slack.com/apps?new_app=1&manifest_yaml='),
      manifest: {
        _metadata: { major_version: 1 },
        display_information: {
          name: 'Pipebell',
          description: expect.any(String),
          background_color: expect.any(String),
        },
        features: { bot_user: { display_name: 'pipebell', always_online: true } },
        oauth_config: { scopes: { bot: expect.arrayContaining(['chat:write']) } },
        settings: { org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false },
      },
    });
  });

  // https://github.com/slackapi/manifest-schema
  test.each(['p', 'prod', 'x'.repeat(40), 'Feature-Branch-Of-Somebody-With-A-Name-1'])(
    'keeps to the limits of Slack for the stage %s',
    async (stage) => {
      const { display_information: shown, features } = (await manifestOf('--stage', stage)).manifest;

      expect(shown.name).toMatch(/^Pipebell .{1,26}$/);
      expect(shown.description.length).toBeLessThanOrEqual(140);
      expect(shown.background_color).toMatch(/^#[0-9a-f]{6}$/);
      expect(features.bot_user.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
    },
  );

  test('asks for the scopes of the chosen features only', async () => {
    expect(await scopesOf('none')).toEqual(['chat:write']);
    expect(await scopesOf('mention-author')).toEqual(['chat:write', 'users:read', 'users:read.email']);
    expect(await scopesOf('channel-info,no-duplicates')).toEqual([
      'chat:write',
      'channels:history',
      'groups:history',
      'channels:read',
      'groups:read',
    ]);
  });

  test('needs no interactivity and no events', async () => {
    const { settings, ...rest } = (await manifestOf('--features', 'public-channels,channel-info')).manifest;

    expect(Object.values(settings)).toEqual([false, false, false]);
    expect(Object.keys(rest)).not.toContain('interactivity');
    expect(JSON.stringify(rest)).not.toContain('request_url');
  });

  test.each(['everything', '', 'none,no-duplicates'])('refuses the features %j', async (features) => {
    const { code, stdout, stderr } = await openWorld().run(...MANIFEST, '--features', features);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('public-channels, no-duplicates, mention-author, channel-info or none');
  });

  test('calls neither AWS nor Slack', async () => {
    const world = openWorld();

    await world.run(...MANIFEST, '--stage', 'prod');

    expect([world.calls, world.stage.asked, world.sent, world.places]).toEqual([[], [], [], []]);
  });
});
