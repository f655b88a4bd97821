/**
 * Which program answers the window. In a packaged build it is the Node that lies beside it, and nothing in the
 * environment has it run another program or load other code.
 */
import { join } from 'node:path'
import type { ServiceProgram } from './service'

/** By these Node is told of code to run, or of a folder to take compiled code from. */
const choosesCode = ['NODE_OPTIONS', 'NODE_PATH', 'NODE_COMPILE_CACHE', 'NODE_REPL_EXTERNAL_MODULE']

/** @param main the folder of the built programs */
export function serviceProgram(
  main: string, parameters: readonly string[], isPackaged: boolean, environment: NodeJS.ProcessEnv = process.env
): ServiceProgram {
  const beside = join(main, '..', '..', 'node_modules', '.bin', 'node')
  const given = Object.entries(environment).filter(([name]) => !isPackaged || !choosesCode.includes(name.toUpperCase()))
  return {
    program: isPackaged ? beside : environment.MASKSCOPE_NODE ?? beside,
    parameters: [join(main, 'service.js'), ...parameters],
    environment: Object.fromEntries(given)
  }
}
