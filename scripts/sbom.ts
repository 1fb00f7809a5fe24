// Prints a CycloneDX bill of materials of the production dependencies:
//
//   npm run --silent sbom > sbom.json
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { productionFolders, readLock } from './lock.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
}

// Not with `--omit dev`: npm then also leaves out production dependencies that a development dependency shares.
const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
const { stdout } = await promisify(execFile)('npm', args, { maxBuffer: 2 ** 26, shell: process.platform === 'win32' });
const { components, dependencies, metadata, ...bom } = JSON.parse(stdout);
const lock = await readLock();
const nameOf = (folder: string) => `${folder.replace(/^.*node_modules\//, '')}@${lock[folder]?.version}`;
const wanted = new Set(productionFolders(lock).map(nameOf));
const kept: Component[] = components.filter(({ name, version }: Component) => wanted.has(`${name}@${version}`));
if (kept.length !== wanted.size) throw new Error(`npm sbom lists ${kept.length} of ${wanted.size} packages`);

const refs = new Set([metadata.component['bom-ref'], ...kept.map((component) => component['bom-ref'])]);
const edges = dependencies
  .filter(({ ref }: { ref: string }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }: { ref: string; dependsOn?: string[] }) => ({
    ref,
    dependsOn: dependsOn.filter((other) => refs.has(other)),
  }));
// npm takes the name from the folder.
const { name } = JSON.parse(await readFile('package.json', 'utf8'));
const component = { ...metadata.component, name };
const result = { ...bom, metadata: { ...metadata, component }, components: kept, dependencies: edges };
console.log(JSON.stringify(result, null, 2));
