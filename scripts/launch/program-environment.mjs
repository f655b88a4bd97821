/** What every program of the project is told. */
import { ownNode } from '../setup/own-node.mjs'
import { compiledFolder } from '../setup/places.mjs'

/** The Node that trains, and where sources stay compiled: a command answers in 0.22 s instead of 0.32. */
export const programEnvironment = () => ({
  MASKSCOPE_NODE: ownNode() ?? process.execPath,
  NODE_COMPILE_CACHE: compiledFolder
})
