const REQUEST = '2f8e1d0c-4b7a-4e95-8c63-9d5a7b1f0e24';

/** What Elastic Beanstalk answers about the examples: a hook of the new version fails, and requests fail. */
export const exampleAnswers = {
  'elasticbeanstalk DescribeEvents': {
    Events: [
      { Message: 'Failed to deploy configuration.', Severity: 'ERROR', RequestId: REQUEST },
      {
        Message: "Unsuccessful command execution on instance id(s) 'i-0d5a1b7c3e9f42680'. Aborting the operation.",
        Severity: 'ERROR',
        RequestId: REQUEST,
      },
      {
        Message:
          '[Instance: i-0d5a1b7c3e9f42680] Command failed on instance. Return code: 1 Output: hooks/predeploy/migrate.sh: relation "orders" does not exist.',
        Severity: 'ERROR',
        RequestId: REQUEST,
        VersionLabel: 'shop-42',
      },
    ],
  },
  'elasticbeanstalk DescribeEnvironmentHealth': {
    HealthStatus: 'Severe',
    Causes: ['87.5 % of the requests are failing with HTTP 5xx.', '2 out of 3 instances are impacted.'],
  },
};
