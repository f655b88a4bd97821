/** The checks of `npm test`, each run by the project's own Node and counted from what it writes in JSON. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { programEnvironment } from '../launch/program-environment.mjs'
import { makeFolder, readJson, remove } from '../setup/files.mjs'
import { ownNode } from '../setup/own-node.mjs'
import { modulesFolder, projectFolder } from '../setup/places.mjs'
import { vulkanEnvironment } from '../setup/test-vulkan.mjs'
import { oneCheck, withExit } from './outcome.mjs'
import { findRuntimes, withDisplay } from './runtimes.mjs'
import { sideBySide } from './side-by-side.mjs'

/** @typedef {import('./outcome.mjs').Counts} Counts */
/** @typedef {'types' | 'lint'} SourceKind */
/**
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }}
 * VitestResult
 */

const resultsFolder = join(projectFolder, '.test')
/** Native code that hangs would otherwise hold the whole run. */
const limitMilliseconds = 30 * 60_000

/**
 * @param {string} program @param {string[]} parameters @param {Record<string, string>} [environment] @returns
 * {Promise<boolean>}
 */
function succeeds(program, parameters, environment = {}) {
  const child = spawn(program, parameters, {
    cwd: projectFolder, stdio: ['ignore', 'inherit', 'inherit'], timeout: limitMilliseconds, killSignal: 'SIGKILL',
    env: { ...process.env, ...programEnvironment(), ...environment }
  })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

const node = () => ownNode() ?? process.execPath
/** @param {string[]} path */
const packageFile = (...path) => join(modulesFolder, ...path)

/**
 * What reads sources alone, the longest first, so that two of them at a time end together. Types: each process by its
 * own `tsconfig.*.json`, all named by `tsconfig.json`, for pages cannot name what Node alone has, nor a program what a
 * page has. A project whose files are as they were is not checked again.
 * @returns {{ kind: SourceKind, parameters: string[] }[]}
 */
function sourceChecks() {
  /** @param {string} name */
  const own = (name) => join(projectFolder, 'scripts', 'lint', name)
  return [
    { kind: 'lint', parameters: [own('sources.mjs'), 'programs'] },
    { kind: 'types', parameters: [packageFile('vue-tsc', 'bin', 'vue-tsc.js'), '--build'] },
    { kind: 'lint', parameters: [own('sources.mjs'), 'pages'] },
    { kind: 'types', parameters: [own('indexed-access.mjs')] },
    { kind: 'lint', parameters: [own('markdown-lines.mjs')] }
  ]
}

/** @param {SourceKind[]} kinds @returns {Promise<Counts[]>} one of each kind */
export async function checkSources(...kinds) {
  const checks = sourceChecks().filter(({ kind }) => kinds.includes(kind))
  // Set-up empties the cache when it builds, which may be while these are under way.
  const environment = { NODE_COMPILE_CACHE: '' }
  const passed = await sideBySide(2, checks.map(({ parameters }) => () => succeeds(node(), parameters, environment)))
  return kinds.map((kind) => oneCheck(checks.every((check, i) => check.kind !== kind || passed[i] === true)))
}

/** @param {string} name */
function freshResult(name) {
  makeFolder(resultsFolder)
  const file = join(resultsFolder, name)
  remove(file)
  return file
}

/**
 * @param {string[]} filters folders or files; none for all
 * @returns {Promise<Counts>}
 */
export async function runVitest(filters) {
  const file = freshResult('vitest.json')
  const parameters = [
    packageFile('vitest', 'vitest.mjs'),
    'run',
    ...filters,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`
  ]
  const success = await succeeds(node(), parameters, {
    ...vulkanEnvironment('alone'),
    ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
    // What comes out of the cache cannot be counted line by line.
    ...(filters.includes('--coverage') ? { NODE_COMPILE_CACHE: '' } : {})
  })
  const result = /** @type {VitestResult | undefined} */ (readJson(file))
  if (!result) return oneCheck(false)
  return withExit({
    passed: result.numPassedTests, failed: result.numFailedTests, skipped: result.numPendingTests + result.numTodoTests
  }, success)
}

/**
 * @param {string[]} filters
 * @param {(sentence: string) => void} say
 * @returns {Promise<Counts>} a runtime that is missing counts as one skipped
 */
export async function runPlaywright(filters, say) {
  const runtimes = await findRuntimes()
  const ready = runtimes.flatMap((runtime) => 'missing' in runtime ? [] : [runtime])
  const skipped = runtimes.length - ready.length
  for (const runtime of runtimes) {
    if ('missing' in runtime) say(`Skipped: the end-to-end tests in ${runtime.project}, because ${runtime.missing}.`)
  }
  if (ready.length === 0) return { passed: 0, failed: 0, skipped }
  const file = freshResult('playwright.json')
  const projects = ready.map(({ project }) => `--project=${project}`)
  const [program, parameters] = withDisplay(node(), [
    packageFile('@playwright', 'test', 'cli.js'),
    'test',
    ...projects,
    ...filters
  ])
  const environment = Object.assign(
    { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    ...ready.map((runtime) => runtime.environment)
  )
  const success = await succeeds(program, parameters, environment)
  const { stats } =
    /** @type {{ stats?: { expected: number, unexpected: number, flaky: number, skipped: number } }} */ (
      readJson(file) ?? {}
    )
  if (!stats) return { ...oneCheck(false), skipped }
  return withExit(
    { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped + skipped },
    success
  )
}
