import { spawnSync } from 'node:child_process';

/**
 * Serverless plug-in: bundles the handlers before they are packaged, so that `serverless deploy` is the only command.
 * Goes through npm, which puts the project's own Node first on the PATH, whatever Node runs Serverless.
 */
export default class Build {
  constructor(serverless) {
    const build = () => {
      const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
        cwd: serverless.serviceDir,
        stdio: 'inherit',
        shell: process.platform === 'win32',
      });
      if (status === 0) return;
      throw new serverless.classes.Error('Bundling failed: see the output of `npm run build` above', 'PIPEBELL_BUILD');
    };
    this.hooks = { 'before:package:initialize': build, 'before:deploy:function:initialize': build };
  }
}
