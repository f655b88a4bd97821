#!/usr/bin/env node
/** `npm run fuzz [-- OPTION …]`: tries changed inputs of every kind (`--help`). */
import { join } from 'node:path'
import { passThrough } from './launch/pass-through.mjs'
import { programEnvironment } from './launch/program-environment.mjs'
import { fuzzBundling, fuzzFolder } from './fuzz/bundle.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { ownNode } from './setup/own-node.mjs'
import { runSteps } from './setup/run-steps.mjs'

async function main() {
  if (!await runSteps([nodePackages], { stream: process.stderr, quiet: true })) return 1
  const node = ownNode()
  if (node === null) return 1
  const bundled = await passThrough(node, fuzzBundling(fuzzFolder), {})
  if (bundled !== 0) return bundled
  return passThrough(node, [join(fuzzFolder, 'index.js'), ...process.argv.slice(2)], programEnvironment())
}

process.exitCode = await main()
