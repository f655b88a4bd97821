#!/usr/bin/env node
/**
 * `npm test`: sets up what the tests need and runs them all; `npm test -- GROUP [FILTER …]` runs one group.
 * The last line is `N passed, N failed`, with what was skipped; with CI=true a skip is a failure.
 */
import { build } from './setup/build.mjs'
import { electron } from './setup/electron.mjs'
import { fusedOperations } from './setup/fused-operations.mjs'
import { nativeTensorFlow } from './setup/native-tensorflow.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { python } from './setup/python.mjs'
import { runSteps } from './setup/run-steps.mjs'
import { testBrowser } from './setup/test-browser.mjs'
import { testElectron, testElectronBuild } from './setup/test-electron.mjs'
import { testVulkan } from './setup/test-vulkan.mjs'
import { checkSources, runPlaywright, runVitest } from './test/checks.mjs'
import { judge, lastLineOf, sum } from './test/outcome.mjs'

/** @typedef {import('./test/outcome.mjs').Counts} Counts */
/** @typedef {import('./setup/run-steps.mjs').Step} Step */
/**
 * What it needs of set-up beside packages; what is done while set-up mostly waits for the network, for it reads sources
 * alone; the rest.
 * @typedef {{ steps: Step[], beside?: () => Promise<Counts[]>, run?: (filters: string[]) => Promise<Counts[]> }} Group
 */

/** @param {string} sentence */
const say = (sentence) => void process.stdout.write(`${sentence}\n`)
const strict = process.env.CI === 'true'
const native = [nativeTensorFlow, fusedOperations, build, python, testVulkan]
const desktop = [electron, testElectron, testElectronBuild, testBrowser]

/** @param {string[]} folders @returns {Group} */
const tests = (...folders) => ({
  steps: native,
  run: async (filters) => [await runVitest(filters.length > 0 ? filters : folders)]
})

/**
 * Prints how much of the sources these tests run in their own process, and fails below the floor: in a group of its
 * own, because tests take half as long again while their lines are counted.
 */
const measured = ['--project=plain', '--coverage']

/** @type {Record<string, Group>} */
const groups = {
  all: {
    steps: [...native, ...desktop],
    beside: () => checkSources('types', 'lint'),
    run: async () => [await runVitest([]), await runPlaywright([], say)]
  },
  types: { steps: [], beside: () => checkSources('types') },
  lint: { steps: [], beside: () => checkSources('lint') },
  unit: tests('test/unit'),
  integration: tests('test/integration'),
  security: tests('test/security'),
  coverage: { steps: native, run: async () => [await runVitest(measured)] },
  e2e: { steps: [...native, ...desktop], run: async (filters) => [await runPlaywright(filters, say)] }
}

/** @param {Step[]} steps */
const setUp = (steps) => runSteps(steps, { stream: process.stdout, quiet: false })

/** @param {string} name @param {string[]} filters @returns {Promise<Counts>} */
async function runGroup(name, filters) {
  const group = groups[name]
  if (!group) {
    say(`There is no group of tests "${name}"; there are ${Object.keys(groups).join(', ')}.`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  if (!await setUp([nodePackages])) return { passed: 0, failed: 1, skipped: 0 }
  const [isReady, beside = []] = await Promise.all([setUp(group.steps), group.beside?.()])
  if (!isReady) return { passed: 0, failed: 1, skipped: 0 }
  return judge(sum([...beside, ...await group.run?.(filters) ?? []]), strict)
}

const [name = 'all', ...filters] = process.argv.slice(2)
const counts = await runGroup(name, filters)
process.exitCode = counts.failed > 0 ? 1 : 0
say(lastLineOf(counts))
