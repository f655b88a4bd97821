#!/usr/bin/env node
/**
 * `npm run bench [-- OPTION …]`: measures speed against its limits (`--help` lists what); `npm run bench -- --pages`
 * that of the pages, in a browser, on the built program. Run it with nothing else running.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { passThrough } from './launch/pass-through.mjs'
import { programEnvironment } from './launch/program-environment.mjs'
import { build } from './setup/build.mjs'
import { fusedOperations } from './setup/fused-operations.mjs'
import { nativeTensorFlow } from './setup/native-tensorflow.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { ownNode } from './setup/own-node.mjs'
import { projectFolder } from './setup/places.mjs'
import { runSteps } from './setup/run-steps.mjs'
import { testBrowser } from './setup/test-browser.mjs'
import { vulkanEnvironment } from './setup/test-vulkan.mjs'
import { torch } from './setup/torch.mjs'
import { browserEnvironment } from './test/runtimes.mjs'

const folder = join(projectFolder, '.test', 'bench')
const programs = {
  index: 'test/bench/index.ts',
  pages: 'test/bench/pages/index.ts',
  'step-worker': 'test/bench/step-worker.ts',
  'backend-worker': 'test/bench/backend-worker.ts',
  'training-memory': 'test/bench/training-memory.ts',
  'mask-thread': 'main/trainer/mask-thread/worker.ts',
  'native-notes': 'main/trainer/native-notes.ts',
  allocator: 'main/trainer/allocator.ts'
}
const sources = Object.entries(programs).map(([name, source]) => `${name}=${join(projectFolder, source)}`)
const bundling = [
  join(projectFolder, 'node_modules', 'esbuild', 'bin', 'esbuild'),
  ...sources,
  `--outdir=${folder}`,
  '--out-extension:.js=.cjs',
  '--bundle',
  '--platform=node',
  '--format=cjs',
  '--log-level=error',
  '--external:better-sqlite3',
  '--external:@tensorflow/*',
  '--external:@playwright/test',
  // What the product's own build makes of import.meta in CommonJS.
  '--define:import.meta.url=moduleAddress',
  '--banner:js=const moduleAddress = require("node:url").pathToFileURL(__filename).href;'
]

async function main() {
  const ofPages = process.argv.includes('--pages')
  const asked = [...(ofPages ? [testBrowser] : []), ...(process.argv.includes('--torch') ? [torch] : [])]
  const steps = [nodePackages, nativeTensorFlow, fusedOperations, build, ...asked]
  if (!await runSteps(steps, { stream: process.stderr, quiet: true })) return 1
  const node = ownNode()
  const environment = ofPages ? await browserEnvironment() : {}
  if (node === null || environment === null) return 1
  const bundled = await passThrough(node, bundling, {})
  if (bundled !== 0) return bundled
  const load = createRequire(import.meta.url)
  /** @type {{ withoutNotes: (text: string) => string }} */
  const { withoutNotes } = load(join(folder, 'native-notes.cjs'))
  /** @type {{ trainingEnvironment: (given: NodeJS.ProcessEnv) => Record<string, string> }} */
  const { trainingEnvironment } = load(join(folder, 'allocator.cjs'))
  const shown = (/** @type {string} */ line) => withoutNotes(line) === line
  const program = join(folder, ofPages ? 'pages.cjs' : 'index.cjs')
  const told = {
    ...trainingEnvironment(process.env), ...programEnvironment(), ...vulkanEnvironment('beside'), ...environment
  }
  return passThrough(node, [program, ...process.argv.slice(2)], told, shown)
}

process.exitCode = await main()
