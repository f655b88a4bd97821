import pluginVue from 'eslint-plugin-vue'
import typescript from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'
import { importBoundaries } from './scripts/lint/import-boundaries.mjs'
import { lineLength } from './scripts/lint/line-length.mjs'

const everySource = ['**/*.ts', '**/*.mts', '**/*.mjs', '**/*.vue']

export default typescript.config(
  {
    ignores: [
      'node_modules/**', 'out/**', '.setup/**', '.test/**', '.dev/**', 'test/fixtures/**/*.cjs',
      // What electron-vite makes of its configuration while it reads that, and removes again.
      '**/electron.vite.config.*.mjs'
    ]
  },
  ...typescript.configs.strict,
  ...typescript.configs.stylistic,
  // Only pages have anything to do with Vue; elsewhere its rules would look for it in vain.
  ...pluginVue.configs['flat/recommended'].map((config) => ({ files: ['renderer/**/*.{ts,vue}'], ...config })),
  {
    files: everySource,
    // Alike for all files: a difference in these would make the service read every project afresh for each of them.
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] }
    }
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: typescript.parser, sourceType: 'module' } },
    rules: {
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': 'off',
      // How markup is broken into lines is left to the author, as it is in TypeScript.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off'
    }
  },
  {
    files: everySource,
    plugins: { maskscope: { rules: { 'import-boundaries': importBoundaries, 'line-length': lineLength } } },
    rules: {
      'maskscope/import-boundaries': 'error',
      'maskscope/line-length': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-warning-comments': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      // A page has no other place for what only a developer can act on.
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'prefer-const': 'error',
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': false, 'ts-ignore': true, 'ts-nocheck': true }
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // A type alias and an interface say the same; the choice is the author's.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      // A default that is written down is an answer for the kinds that are not named.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/await-thenable': 'error'
    }
  },
  {
    files: ['main/**/*.ts', 'db/**/*.ts'],
    ignores: ['main/files/**'],
    rules: {
      'no-restricted-imports': ['error', {
        paths: [
          {
            name: 'node:fs',
            importNames: ['mkdtempSync'],
            message: 'makeTemporaryFolder of main/files has a sentence.'
          },
          { name: 'node:fs/promises', importNames: ['mkdir', 'mkdtemp'], message: 'main/files makes folders.' }
        ]
      }],
      'no-restricted-syntax': ['error', {
        selector: 'CallExpression[callee.name="mkdirSync"] Property[key.name="recursive"]',
        message: 'makeFolder of main/files cannot spin where a folder cannot be made.'
      }]
    }
  },
  {
    // A file that SQLite opens may come from anybody.
    files: ['main/**/*.ts', 'db/**/*.ts'],
    ignores: ['db/gate/connect.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', {
        paths: [{ name: 'better-sqlite3', allowTypeImports: true, message: 'connect of db/gate opens SQLite files.' }]
      }]
    }
  },
  {
    // Whoever reads tensors waits for the backend, which may be one that has no values at once.
    files: ['main/**/*.ts'],
    ignores: ['main/engine/backends/native.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[property.name='dataSync']", message: 'Read tensors by Backend.read.' }
      ]
    }
  },
  {
    // A group of tests is one long function made of short ones.
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' }
  },
  {
    // Tables of damaged files: what is damaged, its bytes and the sentence are compared by eye, a row a line.
    files: ['test/fixtures/{models,datasets}/broken.ts'],
    rules: { 'maskscope/line-length': 'off' }
  }
)
