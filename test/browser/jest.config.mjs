export default {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/jest.transform.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.serverless/', '<rootDir>/.venv/'],
  testTimeout: 60_000,
};
