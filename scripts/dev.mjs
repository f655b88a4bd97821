#!/usr/bin/env node
/** `npm run dev`, `dev:desktop` and `dev:test`: sets up what is missing, then watches the sources. */
import { join } from 'node:path'
import { passThrough } from './launch/pass-through.mjs'
import { programEnvironment } from './launch/program-environment.mjs'
import { build } from './setup/build.mjs'
import { electron } from './setup/electron.mjs'
import { fusedOperations } from './setup/fused-operations.mjs'
import { nativeTensorFlow } from './setup/native-tensorflow.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { ownNode } from './setup/own-node.mjs'
import { developmentFolder, modulesFolder, projectFolder } from './setup/places.mjs'
import { runSteps } from './setup/run-steps.mjs'

/** @typedef {import('./setup/run-steps.mjs').Step} Step */

/** @type {Record<string, { steps: Step[], program: (parameters: string[]) => string[] }>} */
const ways = {
  pages: {
    steps: [nodePackages, nativeTensorFlow, fusedOperations, build],
    program: (parameters) => [join(projectFolder, 'scripts', 'dev', 'pages.mjs'), ...parameters]
  },
  desktop: {
    steps: [nodePackages, nativeTensorFlow, fusedOperations, electron],
    // Without an entry, electron-vite starts the product's own build.
    program: (parameters) => [
      join(modulesFolder, 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch', '--sourcemap',
      '--entry', join(developmentFolder, 'main', 'index.js'), '--', ...parameters
    ]
  },
  test: {
    steps: [nodePackages, nativeTensorFlow, fusedOperations],
    program: (parameters) => [
      join(modulesFolder, 'vitest', 'vitest.mjs'), 'watch', ...(parameters.length > 0 ? parameters : ['test/unit'])
    ]
  }
}

async function main() {
  const [name, ...parameters] = process.argv.slice(2)
  const way = ways[name ?? 'pages']
  if (!way) {
    process.stderr.write(`There is nothing to watch called "${name}"; there are ${Object.keys(ways).join(', ')}.\n`)
    return 1
  }
  if (!(await runSteps(way.steps, { stream: process.stderr, quiet: true }))) return 1
  const node = ownNode() ?? process.execPath
  return passThrough(node, way.program(parameters), programEnvironment())
}

process.exitCode = await main()
