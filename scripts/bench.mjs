#!/usr/bin/env node
/** `npm run bench [-- --json FILE]`: measures speed against its limits. Run it with nothing else running. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { passThrough } from './launch/pass-through.mjs'
import { nativeTensorFlow } from './setup/native-tensorflow.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { ownNode } from './setup/own-node.mjs'
import { projectFolder } from './setup/places.mjs'
import { runSteps } from './setup/run-steps.mjs'

const folder = join(projectFolder, '.test', 'bench')
const programs = {
  index: 'test/bench/index.ts',
  'training-memory': 'test/bench/training-memory.ts',
  'mask-thread': 'main/trainer/mask-thread/worker.ts',
  'native-notes': 'main/trainer/native-notes.ts'
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
  // What the product's own build makes of import.meta in CommonJS.
  '--define:import.meta.url=moduleAddress',
  '--banner:js=const moduleAddress = require("node:url").pathToFileURL(__filename).href;'
]

async function main() {
  if (!await runSteps([nodePackages, nativeTensorFlow], { stream: process.stderr, quiet: true })) return 1
  const node = ownNode()
  if (node === null) return 1
  const bundled = await passThrough(node, bundling, {})
  if (bundled !== 0) return bundled
  /** @type {{ withoutNotes: (text: string) => string }} */
  const { withoutNotes } = createRequire(import.meta.url)(join(folder, 'native-notes.cjs'))
  const shown = (/** @type {string} */ line) => withoutNotes(line) === line
  return passThrough(node, [join(folder, 'index.cjs'), ...process.argv.slice(2)], {}, shown)
}

process.exitCode = await main()
