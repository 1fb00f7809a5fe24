import type { Stack, Statement } from './roles.ts';

/** A stack with a fault in the router's role, and the problem that has to be found. */
export interface Broken {
  readonly stack: Stack;
  readonly expected: RegExp;
}

const change = (stack: Stack, name: string, change: (statements: readonly Statement[]) => Statement[]): Stack => ({
  ...stack,
  name,
  roles: { ...stack.roles, router: change(stack.roles.router) },
});

const withSid = (statements: readonly Statement[], Sid: string): Statement => {
  const found = statements.find((statement) => statement.Sid === Sid);
  if (!found) throw new Error(`the router's role has no statement ${Sid}`);
  return found;
};

/** A missing permission, one that nothing uses, and one that reaches too far. */
export const brokenStacks = (stack: Stack): Broken[] => [
  {
    stack: change(stack, 'without SendDeliveries', (statements) =>
      statements.filter((statement) => statement !== withSid(statements, 'SendDeliveries')),
    ),
    expected: /sqs:SendMessage on \S+-deliveries\.fifo \S+ is denied$/,
  },
  {
    stack: change(stack, 'with dynamodb:Scan', (statements) => [
      ...statements,
      { ...withSid(statements, 'KeepHistories'), Sid: 'Scan', Action: 'dynamodb:Scan' },
    ]),
    expected: /Scan dynamodb:Scan is granted, and no call uses it$/,
  },
  {
    stack: change(stack, 'without conditions', (statements) =>
      statements.map(({ Condition: _, ...statement }) => statement),
    ),
    expected: /dynamodb:GetItem on \S+ \{"dynamodb:LeadingKeys":\["d_x"\]\} is allowed$/,
  },
];
