import { EXAMPLE_ACCOUNT, EXAMPLE_REGION } from '../shared/example.ts';

const ECS = `arn:aws:ecs:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}`;
const IMAGE = `${EXAMPLE_ACCOUNT}.dkr.ecr.${EXAMPLE_REGION}.amazonaws.com/shop:42`;
const TASK = `${ECS}:task/shop/1f0e2d3c4b5a69788796a5b4c3d2e1f0`;

/** What ECS answers about the examples: the image of the new deployment does not exist, and the old one is restored. */
export const exampleAnswers = {
  'ecs DescribeServices': {
    services: [
      {
        serviceName: 'web',
        deployments: [
          {
            id: 'ecs-svc/4917203845610293847',
            status: 'PRIMARY',
            taskDefinition: `${ECS}:task-definition/shop:41`,
            desiredCount: 3,
            failedTasks: 0,
            rolloutState: 'IN_PROGRESS',
          },
          {
            id: 'ecs-svc/5204837619204857316',
            status: 'ACTIVE',
            taskDefinition: `${ECS}:task-definition/shop:42`,
            desiredCount: 3,
            failedTasks: 3,
            rolloutState: 'FAILED',
          },
        ],
      },
    ],
  },
  'ecs ListTasks': { taskArns: [TASK] },
  'ecs DescribeTasks': {
    tasks: [
      {
        taskArn: TASK,
        startedBy: 'ecs-svc/5204837619204857316',
        stopCode: 'TaskFailedToStart',
        stoppedReason: `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${IMAGE}: ${IMAGE}: not found`,
        stoppedAt: 1_772_615_700,
        containers: [{ name: 'web', image: IMAGE }],
      },
    ],
  },
};
