// Functions of the standard library that Node 20 does not have, for the installed command line. Imported first.

const groupBy: typeof Map.groupBy = (items, keyOf) => {
  type Key = ReturnType<typeof keyOf>;
  const groups = new Map<Key, (typeof items extends Iterable<infer Item> ? Item : never)[]>();
  let at = 0;
  for (const item of items) {
    const key = keyOf(item, at++);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

const parseUrl: typeof URL.parse = (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);

const withResolvers: typeof Promise.withResolvers = <Value>() => {
  const parts: Partial<PromiseWithResolvers<Value>> = {};
  const promise = new Promise<Value>((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return { ...parts, promise } as PromiseWithResolvers<Value>;
};

Map.groupBy ??= groupBy;
URL.parse ??= parseUrl;
// The function uses no `this`, as the standard one does.
Promise.withResolvers ??= withResolvers;
