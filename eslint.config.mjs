import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const SPECS = ['src/**/*.spec.ts', 'test/**/*.ts'];
const CORE = ['src/core/**/*.ts'];
/** Rows, not code: as long as the facts or the rules are. */
const TABLES = ['src/**/*.table.ts', 'eslint.config.mjs', '.dependency-cruiser.cjs'];

const LINES_MAX = 200;
const LINES_WARN = 150;

/* no-restricted-syntax takes one list per file, the last one wins: so each list is put together from these. */
const REVEAL = {
  selector: "MemberExpression[property.name='reveal'], MemberExpression[property.value='reveal']",
  message: 'reveal() opens a card number. Only src/core and src/validation may; everybody else works with the report.',
};
const PROCESS_ENV = {
  selector: [
    "MemberExpression[object.name='process'][property.name='env']",
    "VariableDeclarator[init.name='process'] Property[key.name='env']",
    "ImportDeclaration[source.value='node:process'] ImportSpecifier[imported.name='env']",
  ].join(', '),
  message: 'The environment is read once, in src/config. Everybody else is handed values.',
};
const CORE_SYNTAX = [
  { selector: 'Decorator', message: 'The framework stops at the door: no decorators in src/core.' },
  { selector: 'ImportExpression', message: 'src/core is loaded whole, also by browsers: no import().' },
  {
    selector: ":matches(NewExpression, CallExpression)[callee.name='Date'][arguments.length=0]",
    message: 'src/core has no clock: take a date.',
  },
  {
    selector: "Program > VariableDeclaration[kind='let'], ExportNamedDeclaration > VariableDeclaration[kind='let']",
    message: 'src/core keeps no mutable module state.',
  },
];

/** ESLint's max-lines has one severity; this is its earlier, milder half. */
const fileGrowsLong = {
  create: (context) => ({
    Program(node) {
      const lines = context.sourceCode.text.trimEnd().split('\n').length;
      if (lines > LINES_WARN && lines <= LINES_MAX) {
        context.report({
          node,
          message: `${lines} lines: nearing the ${LINES_MAX} at which a file holds two concepts.`,
        });
      }
    },
  }),
};

/**
 * What somebody sent must not get into an Error's message or a log line, and the simplest way to be sure is that messages are written
 * down, not put together. `Error` and its kin take a constant; errors of ours may take other things, but no text made on the spot;
 * the first argument of a log call is a constant. (Pino itself, in log.ts, is told the fields first: it is called `logger`.)
 */
const NATIVE_ERROR = /^(?:Error|(?:Aggregate|Eval|Range|Reference|Syntax|Type|URI)Error|GraphQLError|\w*Exception)$/;
const ERROR_NAME = /(?:Error|Exception|Refused)$/;
const LOG_NAME = /^#?log$/;
const LOG_METHOD = /^(?:trace|debug|info|warn|error|fatal)$/;
const CONSTANT_NAME = /^[A-Z][A-Z0-9_]*$/;
const CONSTANT_MESSAGE =
  'A message is a constant: what somebody sent could get into it. Say more in fields of your own.';

const constantMessages = {
  create: (context) => {
    const check = (node, isFine) => {
      if (node !== undefined && !isFine(node)) context.report({ node, message: CONSTANT_MESSAGE });
    };
    const checkError = ({ callee, arguments: given }) => {
      const name = callee.type === 'MemberExpression' ? callee.property.name : callee.name;
      if (NATIVE_ERROR.test(name ?? '')) check(given[name === 'AggregateError' ? 1 : 0], isConstant);
      else if (ERROR_NAME.test(name ?? '') || callee.type === 'Super') for (const each of given) check(each, isNotMade);
    };
    return {
      NewExpression: checkError,
      CallExpression(node) {
        const { callee, arguments: given } = node;
        if (callee.type !== 'MemberExpression') checkError(node);
        else if (LOG_NAME.test(nameOf(callee.object)) && LOG_METHOD.test(nameOf(callee))) check(given[0], isConstant);
      },
    };
  },
};

function nameOf(node) {
  return (node.type === 'MemberExpression' ? node.property.name : node.name) ?? '';
}

function isConstant(node) {
  if (node.type === 'ConditionalExpression') return isConstant(node.consequent) && isConstant(node.alternate);
  if (node.type === 'MemberExpression') return isConstant(node.object);
  if (node.type === 'TemplateLiteral') return node.expressions.every(isConstant);
  return node.type === 'Literal' || (node.type === 'Identifier' && CONSTANT_NAME.test(node.name));
}

function isNotMade(node) {
  if (node.type === 'TemplateLiteral') return isConstant(node);
  if (node.type === 'BinaryExpression') return node.operator !== '+';
  if (node.type === 'MemberExpression') return node.property.name !== 'message';
  if (node.type !== 'CallExpression') return true;
  return !['String', 'toString', 'stringify', 'inspect', 'format'].includes(nameOf(node.callee));
}

export default defineConfig(
  { ignores: ['dist/', 'bundle/', 'bundle.draft/', 'coverage/', 'data/', 'test/contract/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A Nest module is a class without a body that a decorator describes.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // A number in a message reads as itself; objects and undefined still may not be printed.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => doIt()` as a callback is clearer than the same with braces.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `while (true)` says what it does.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Our strings are digits; a digit is one code unit.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Both have their use: only a type alias fits where an index signature is asked for (labels, settings).
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Nest declares its bags of options as classes; a literal is how they are meant to be given.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Node strips types file by file, and decorated signatures need `import type` (TS1272).
      '@typescript-eslint/consistent-type-imports': 'error',
      // A name that begins with _ says: present by position, not used.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },

  {
    name: 'house rules',
    plugins: { house: { rules: { 'constant-messages': constantMessages, 'file-grows-long': fileGrowsLong } } },
    rules: {
      // `== null` means null or undefined, and nothing else does.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'house/file-grows-long': 'warn',
      'max-depth': ['error', 3],
      'max-lines': ['error', LINES_MAX],
      'max-lines-per-function': ['error', { max: 40, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'no-restricted-syntax': ['error', REVEAL, PROCESS_ENV],
    },
  },

  {
    name: 'no message is made of what somebody sent',
    files: ['src/{api,core,logging,security,validation}/**/*.ts'],
    // Builders of tables: they see rows that we or an operator wrote, never a request, and name the row.
    ignores: [
      ...SPECS,
      'src/core/*-builder.ts',
      'src/core/section-pools.ts',
      'src/core/issuers/issuer-placed-claim.ts',
    ],
    rules: { 'house/constant-messages': 'error' },
  },
  {
    name: 'core: itself only, no clock, no chance, no surroundings',
    files: CORE,
    ignores: SPECS,
    rules: {
      'no-restricted-globals': [
        'error',
        'Buffer',
        'console',
        'fetch',
        'performance',
        'process',
        'setInterval',
        'setTimeout',
      ],
      'no-restricted-imports': ['error', { patterns: [{ regex: '^[^.]', message: 'src/core imports itself only.' }] }],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'src/core has no clock: take a date.' },
        { object: 'Math', property: 'random', message: 'src/core answers the same question the same way, always.' },
      ],
      'no-restricted-syntax': ['error', PROCESS_ENV, ...CORE_SYNTAX],
    },
  },
  {
    name: 'a promise kept by the types of src/core: `!` where an invariant is stated',
    files: [...CORE, ...SPECS, 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    name: 'validation and the specs of core open card numbers',
    files: ['src/validation/**/*.ts', 'src/core/**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', PROCESS_ENV] },
  },
  {
    name: 'who may read the environment: config, and those who start processes',
    files: ['src/config/**/*.ts', 'scripts/**', 'bench/**', 'test/**'],
    rules: { 'no-restricted-syntax': ['error', REVEAL] },
  },
  {
    name: 'who talks to a terminal',
    files: ['src/cli/**', 'scripts/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },

  {
    name: 'specs',
    files: SPECS,
    rules: {
      // A describe block is a list of sentences; its length is not complexity.
      'house/file-grows-long': 'off',
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      // The body of a response is whatever the service sent; finding out what is the test's work.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A hand-written fake keeps the signature of the port, asynchronous or not, and may do nothing.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  { name: 'tables', files: TABLES, rules: { 'house/file-grows-long': 'off', 'max-lines': 'off' } },

  {
    name: 'plain JavaScript: tool settings and what runs before anything is installed',
    files: ['**/*.{js,mjs,cjs}'],
    // Names that no file declares are the runtime's own (process, document); a misspelt one fails in its first run.
    rules: { 'no-undef': 'off' },
  },
  {
    name: 'settings that their tools import by default export',
    files: ['*.config.{mjs,ts}'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
