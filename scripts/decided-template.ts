// biome-ignore lint/suspicious/noExplicitAny: properties of CloudFormation are arbitrary JSON
export type Properties = Record<string, any>;

const NOTHING = Symbol('AWS::NoValue');

/** Visits a template from the leaves up. `intrinsic` returns the value of a function, or `undefined` to keep it. */
export const rewrite = (node: unknown, intrinsic: (name: string, argument: Properties) => unknown): unknown => {
  const walk = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(walk).filter((item) => item !== NOTHING);
    if (typeof inner !== 'object' || inner === null) return inner;
    // A branch of Fn::If may be AWS::NoValue, which must keep its position in the list.
    const read = (key: string, child: unknown) => (key === 'Fn::If' ? (child as unknown[]).map(walk) : walk(child));
    const entries = Object.entries(inner).map(([key, child]) => [key, read(key, child)] as const);
    const [only] = entries;
    const value = only && entries.length === 1 ? intrinsic(only[0], only[1] as Properties) : undefined;
    return value ?? Object.fromEntries(entries.filter(([, child]) => child !== NOTHING));
  };
  return walk(node);
};

/**
 * Evaluates the conditions as CloudFormation does. Serverless has replaced all parameters by texts, so every condition
 * has a value. The result contains the resources that get deployed, and no conditions.
 * @throws Error for a function in a condition that the templates of this project do not use.
 */
export const decide = (raw: Properties): Properties => {
  const holds = (condition: Properties): boolean => {
    const [[name, argument] = ['', []]] = Object.entries(condition);
    switch (name) {
      case 'Fn::Equals':
        return argument[0] === argument[1];
      case 'Fn::Not':
        return !holds(argument[0]);
      case 'Fn::And':
        return argument.every(holds);
      case 'Condition':
        return holds(raw.Conditions[argument]);
      default:
        throw new Error(`unsupported condition function ${name}`);
    }
  };
  const present = (part: Record<string, Properties>): Properties =>
    Object.fromEntries(
      Object.entries(part)
        .filter(([, { Condition }]) => Condition === undefined || holds({ Condition }))
        .map(([id, { Condition: _, ...rest }]) => [id, rest]),
    );
  const { Conditions: _, Resources, Outputs, ...rest } = raw;
  const parts = { ...rest, Resources: present(Resources), Outputs: present(Outputs) };
  return rewrite(parts, (name, argument) => {
    if (name === 'Fn::If') return argument[holds({ Condition: argument[0] }) ? 1 : 2];
    return name === 'Ref' && String(argument) === 'AWS::NoValue' ? NOTHING : undefined;
  }) as Properties;
};
