const INSTANCE = 'i-0d5a1b7c3e9f42680';

const LOG = `LifecycleEvent - AfterInstall
Script - scripts/migrate.sh
[stdout]Migrating the database shop
[stderr]ERROR: relation "orders" does not exist
[stderr]  at migrations/0042_totals.sql:3`;

/** What CodeDeploy answers about the failed example: a script fails on two of three instances. */
export const exampleAnswers = {
  'codedeploy GetDeployment': {
    deploymentInfo: {
      status: 'Failed',
      creator: 'user',
      computePlatform: 'Server',
      errorInformation: {
        code: 'HEALTH_CONSTRAINTS',
        message:
          'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment.',
      },
      deploymentOverview: { Pending: 0, InProgress: 0, Succeeded: 1, Failed: 2, Skipped: 0, Ready: 0 },
      rollbackInfo: { rollbackDeploymentId: 'd-3QK7TWN8C', rollbackMessage: 'The deployment d-3QK7TWN8C rolls back.' },
      revision: { revisionType: 'S3', s3Location: { bucket: 'shop-releases', key: 'shop/build-42.zip' } },
    },
  },
  'codedeploy ListDeploymentTargets': { targetIds: [INSTANCE] },
  'codedeploy BatchGetDeploymentTargets': {
    deploymentTargets: [
      {
        deploymentTargetType: 'InstanceTarget',
        instanceTarget: {
          targetId: INSTANCE,
          status: 'Failed',
          lifecycleEvents: [
            { lifecycleEventName: 'BeforeInstall', status: 'Succeeded', diagnostics: { errorCode: 'Success' } },
            {
              lifecycleEventName: 'AfterInstall',
              status: 'Failed',
              diagnostics: {
                errorCode: 'ScriptFailed',
                scriptName: 'scripts/migrate.sh',
                message: 'Script at specified location: scripts/migrate.sh failed with exit code 1',
                logTail: LOG,
              },
            },
          ],
        },
      },
    ],
  },
};
