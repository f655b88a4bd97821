/** The built programs, run by the project's own Node. */
import { join } from 'node:path'
import { ownNode } from '../setup/own-node.mjs'
import { outFolder } from '../setup/places.mjs'
import { passThrough } from './pass-through.mjs'
import { programEnvironment } from './program-environment.mjs'

/** @param {string[]} parameters of the command line @returns {Promise<number>} its exit code */
export async function runCommandLine(parameters) {
  const node = ownNode()
  if (node === null) throw new Error('set-up ended without a Node to run the workbench')
  return passThrough(node, [join(outFolder, 'main', 'cli.js'), ...parameters], programEnvironment())
}
