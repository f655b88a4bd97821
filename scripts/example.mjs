#!/usr/bin/env node
/** `npm run example`: trains the runs that come with Maskscope and packs them. Takes some minutes on two cores. */
import { join } from 'node:path'
import { passThrough } from './launch/pass-through.mjs'
import { build } from './setup/build.mjs'
import { fusedOperations } from './setup/fused-operations.mjs'
import { nativeTensorFlow } from './setup/native-tensorflow.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { ownNode } from './setup/own-node.mjs'
import { projectFolder } from './setup/places.mjs'
import { runSteps } from './setup/run-steps.mjs'

async function main() {
  const steps = [nodePackages, nativeTensorFlow, fusedOperations, build]
  if (!await runSteps(steps, { stream: process.stderr, quiet: true })) return 1
  const node = ownNode()
  return node === null ? 1 : passThrough(node, [join(projectFolder, 'scripts', 'example', 'make.mjs')])
}

process.exitCode = await main()
