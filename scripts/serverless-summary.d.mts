interface Stack {
  readonly StackId: string;
  readonly StackName: string;
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[] | undefined;
}

export function summary(stack: Stack, settings: Readonly<Record<string, string>>): string;

export default class Summary {
  constructor(
    serverless: object,
    options: object,
    utilities: { writeText(text: string): void },
    describe?: (provider: object) => Promise<Stack>,
  );
  readonly hooks: Readonly<Record<'finalize', () => Promise<void>>>;
}
