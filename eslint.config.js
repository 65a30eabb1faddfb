import * as regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { imports } from './eslint.imports.js';

const PURE = 'The decision core has no clock and no chance: times and draws are arguments.';
const NO_CLOCK = [
  'Date',
  'globalThis',
  'performance',
  'crypto',
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
].map((name) => ({ name, message: PURE }));

const SYNTAX = [
  { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
  {
    selector:
      'ImportSpecifier[imported.name=/^exec(Sync)?$/], Property[key.name="shell"][value.type="Literal"]',
    message: 'Start a program with a list of arguments (spawn, execFile): a shell reads names as commands.',
  },
];

const NO_STATE = {
  selector:
    'Program > VariableDeclaration[kind=/^(let|var)$/], Program > ExportNamedDeclaration > VariableDeclaration[kind=/^(let|var)$/], ' +
    'Program > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|WeakMap|WeakSet)$/]',
  message: 'Modules of workflows are shared by all rollouts of a worker: they keep nothing.',
};

const NO_CLOCK_DECIDES = {
  selector:
    'BinaryExpression[operator=/^[<>=!]=?=?$/] CallExpression[callee.name="nowSeconds"], ' +
    'CallExpression[callee.name=/^(sleep|condition)$/] CallExpression[callee.name="nowSeconds"]',
  message: 'A replay may see another time: a timer says whether a moment is there (workflows/moment.ts).',
};

const ENVIRONMENT = {
  object: 'process',
  property: 'env',
  message: 'Settings come as arguments: worker/run.ts and dashboard/run.ts read the environment.',
};

export default tseslint.config(
  { ignores: ['node_modules', '.serin', '**/dist', 'examples/*/cdk'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: [
            'eslint.*.js',
            'jest.config.js',
            'test/*.js',
            'infra/local/*/*.mjs',
            'docs/.vitepress/*.mjs',
          ],
        },
      },
    },
    plugins: { imports },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 15],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...SYNTAX],
      'imports/one-way': 'error',
      'imports/no-circle': 'error',
    },
  },
  {
    files: ['workflows/**', 'activities/**', 'encryption/**', 'worker/**', 'dashboard/**'],
    ignores: ['worker/run.ts', 'dashboard/run.ts'],
    rules: { 'no-restricted-properties': ['error', ENVIRONMENT] },
  },
  {
    // What people send is matched in time proportional to its size: one file must not keep a worker busy.
    files: ['workflows/**', 'activities/**', 'encryption/**', 'worker/**', 'client/**', 'dashboard/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
    },
  },
  {
    files: ['workflows/**'],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX, NO_STATE, NO_CLOCK_DECIDES] },
  },
  {
    files: ['workflows/rollout/**'],
    rules: {
      'no-restricted-globals': ['error', ...NO_CLOCK],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: PURE }],
    },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      'max-lines': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: [
      'eslint.config.js',
      'jest.config.js',
      'test/bundle-workflows.js',
      'test/reporter.js',
      'test/sequencer.js',
      'docs/.vitepress/config.mjs',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
