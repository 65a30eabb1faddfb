const TO_COMMONJS = [
  '@swc/jest',
  { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
];

/** Packages that are ES modules only, or import one when they run. */
const MODULES_ONLY = 'preact|cookie|@fastify/cookie|@noble|@scure|jose|openid-client|oauth4webapi';

/** Sources are ES modules run by Node itself; only Jest reads them as CommonJS, by way of swc. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testTimeout: 180_000,
  // Suites wait for servers about as long as they compute; lint runs beside them.
  maxWorkers: 4,
  // Its entry is an ES module only; this is the same code for CommonJS.
  moduleNameMapper: { '^d3-random$': '<rootDir>/node_modules/d3-random/dist/d3-random.js' },
  transform: { '^.+\\.ts$': TO_COMMONJS, [`/node_modules/(${MODULES_ONLY})/.+\\.m?js$`]: TO_COMMONJS },
  transformIgnorePatterns: [`/node_modules/(?!(${MODULES_ONLY})/)`],
  globalSetup: '<rootDir>/test/bundle-workflows.js',
  testSequencer: '<rootDir>/test/sequencer.js',
  reporters: ['default', '<rootDir>/test/reporter.js'],
};
