import tseslint from 'typescript-eslint';

const never = (...groups) => ({ group: groups, message: 'Imports point one way: see README, «Layout».' });
const onlyTypes = (...groups) => ({ ...never(...groups), allowTypeImports: true });
const imports = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  { ignores: ['node_modules', '.serin'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['eslint.config.js', 'jest.config.js', 'test/*.js', 'infra/local/*/*.mjs'],
        },
      },
    },
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
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
        {
          selector:
            'ImportSpecifier[imported.name=/^exec(Sync)?$/], Property[key.name="shell"][value.type="Literal"]',
          message:
            'Start a program with a list of arguments (spawn, execFile): a shell reads names as commands.',
        },
      ],
    },
  },
  {
    files: ['workflows/**'],
    rules: imports(
      never('node:*', '@aws-sdk/*', '**/worker/**', '**/client/**', '**/infra/**'),
      onlyTypes('**/activities/**'),
    ),
  },
  {
    files: ['workflows/rollout/**'],
    rules: imports(
      never('@temporalio/*', 'node:*', '@aws-sdk/*', '**/activities/**', '../../*', '!../../*.ts'),
    ),
  },
  {
    files: ['activities/**'],
    rules: imports(
      never(
        '**/worker/**',
        '**/client/**',
        '**/infra/**',
        '@temporalio/client',
        '@temporalio/worker',
        'node:child_process',
      ),
    ),
  },
  { files: ['worker/**'], rules: imports(never('**/client/**', '**/infra/**', 'node:child_process')) },
  {
    files: ['encryption/**'],
    rules: imports(
      never('**/worker/**', '**/client/**', '**/infra/**', '**/activities/**', 'node:child_process'),
    ),
  },
  { files: ['client/**'], rules: imports(never('@aws-sdk/*')) },
  {
    files: ['infra/local/**'],
    rules: imports(never('**/workflows/**', '**/activities/**', '**/worker/**', '**/client/**')),
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
    files: ['eslint.config.js', 'jest.config.js', 'test/reporter.js'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
