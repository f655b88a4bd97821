#!/usr/bin/env node
/**
 * `npm run torture [-- --minutes N] [--seed S] …` (`--help` lists the rest): lets disks, memory and processes fail, and
 * judges what that leaves of runs, lists, imports and exports.
 */
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
import { browserEnvironment } from './test/runtimes.mjs'

const program = join(projectFolder, '.test', 'torture', 'index.cjs')
const bundling = [
  join(projectFolder, 'node_modules', 'esbuild', 'bin', 'esbuild'),
  join(projectFolder, 'test', 'torture', 'index.ts'), `--outfile=${program}`,
  '--bundle', '--platform=node', '--format=cjs', '--log-level=error', '--external:better-sqlite3', '--external:esbuild',
  '--external:@playwright/test',
  // What the product's own build makes of import.meta in CommonJS.
  '--define:import.meta.url=moduleAddress',
  '--banner:js=const moduleAddress = require("node:url").pathToFileURL(__filename).href;'
]

async function main() {
  const needsPages = process.argv.includes('soak')
  const steps = [nodePackages, nativeTensorFlow, fusedOperations, build, ...(needsPages ? [testBrowser] : [])]
  if (!await runSteps(steps, { stream: process.stderr, quiet: true })) return 1
  const node = ownNode()
  const environment = needsPages ? await browserEnvironment() : {}
  if (node === null || environment === null) return 1
  const bundled = await passThrough(node, bundling, {})
  if (bundled !== 0) return bundled
  return passThrough(node, [program, ...process.argv.slice(2)], { ...programEnvironment(), ...environment })
}

process.exitCode = await main()
