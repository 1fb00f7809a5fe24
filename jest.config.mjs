export default {
  // Jest leaves one core idle by default, which is half of a machine with two.
  maxWorkers: '100%',
  // Some tests start the real CLI or Serverless, which takes seconds when all cores are busy.
  testTimeout: 20_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These want a browser: npm run browser.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/jest.transform.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.serverless/', '<rootDir>/.venv/'],
};
