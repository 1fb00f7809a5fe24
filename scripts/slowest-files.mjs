const SHOWN = 10;

/** Jest reporter: lists the test files that took longest. Used by `npm run test:times`. */
export default class SlowestFiles {
  onRunComplete(_contexts, { testResults }) {
    const files = testResults
      .map(({ testFilePath, perfStats }) => ({ path: testFilePath, seconds: (perfStats.end - perfStats.start) / 1000 }))
      .sort((a, b) => b.seconds - a.seconds);
    const total = files.reduce((sum, { seconds }) => sum + seconds, 0);
    console.log(`\nSlowest of ${files.length} files, ${total.toFixed(0)} s in all:`);
    for (const { path, seconds } of files.slice(0, SHOWN)) {
      console.log(`${seconds.toFixed(1).padStart(6)} s  ${path.slice(process.cwd().length + 1)}`);
    }
  }
}
