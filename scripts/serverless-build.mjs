import { spawnSync } from 'node:child_process';

/**
 * Serverless plug-in: bundles the handlers before they are packaged, so that `serverless deploy` is the only command.
 * It goes through npm because npm puts the project's own Node first on the PATH, whatever runs Serverless itself.
 */
export default class Build {
  constructor(serverless) {
    const build = () => {
      const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
        cwd: serverless.serviceDir,
        stdio: 'inherit',
        shell: process.platform === 'win32',
      });
      if (status !== 0) throw new Error('The handlers could not be bundled: see above, and `npm run build`.');
    };
    this.hooks = { 'before:package:initialize': build, 'before:deploy:function:initialize': build };
  }
}
