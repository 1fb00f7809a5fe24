import { entryOf, loadedWith, type Outputs } from './bundle.ts';
import { laterEntry } from './one-start.ts';

/**
 * The modules that a function loads by `import()` until its first event is done, most of them for the made-up event of
 * src/lambda/prime.ts: for the router those of a CodePipeline event, for the deliverer those of a Slack target. Modules
 * that became part of the start may stay here.
 */
const FIRST_EVENT: Readonly<Record<string, readonly string[]>> = {
  router: ['src/events/codepipeline/enrichment/plan.ts', 'src/relay/suspects.ts', 'src/aws/query.ts'],
  deliverer: ['src/platforms/slack.ts'],
};

/** The files that a function loads until its first event is done. @throws Error if a module of {@link FIRST_EVENT} is not in the bundle, for example after it was renamed. */
export const firstEventFiles = (name: string, outputs: Outputs): Set<string> => {
  const files = loadedWith(outputs, entryOf(name));
  for (const module of FIRST_EVENT[name] ?? []) {
    const chunk = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === laterEntry(module));
    if (chunk) loadedWith(outputs, chunk, files);
    else if (!Object.values(outputs).some(({ inputs }) => module in inputs)) {
      throw new Error(`${name}: ${module} is not in the bundle: correct FIRST_EVENT in scripts/first-event.ts`);
    }
  }
  return files;
};
