/** The end-to-end runtimes of this machine, each ready to use or with the reason why it is skipped. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandFault, run, works } from '../setup/command.mjs'
import { electronProgram } from '../setup/electron.mjs'
import { lastLine } from '../setup/fault.mjs'
import { projectFolder } from '../setup/places.mjs'
import { findProgram } from '../setup/programs.mjs'
import { chromiumProgram } from '../setup/test-browser.mjs'
import { testElectronApplication, testElectronProgram } from '../setup/test-electron.mjs'

/**
 * @typedef {{ project: 'chromium' | 'electron', environment: Record<string, string> } | { project: 'chromium' |
 * 'electron', missing: string }} Runtime
 */

/** @returns {Promise<Runtime>} */
export async function chromiumRuntime() {
  const program = chromiumProgram()
  if (program === null) return { project: 'chromium', missing: 'there is no Chromium' }
  try {
    await run(program, ['--version'], { limitSeconds: 30 })
  } catch (error) {
    return {
      project: 'chromium',
      missing: `Chromium does not run (${error instanceof CommandFault ? lastLine(error.output) : String(error)})`
    }
  }
  return { project: 'chromium', environment: { MASKSCOPE_CHROMIUM: program } }
}

/** Where the browser is, for a program that opens pages by itself; null when there is none, which is said. */
export async function browserEnvironment() {
  const runtime = await chromiumRuntime()
  if (!('missing' in runtime)) return runtime.environment
  process.stderr.write(`No page can be opened: ${runtime.missing}.\n`)
  return null
}

/**
 * Names of system libraries that a program needs and this machine lacks. @param {string} program @returns
 * {Promise<string[]>}
 */
async function missingLibraries(program) {
  if (process.platform !== 'linux' || !(await works('ldd', ['--version']))) return []
  const listed = await run('ldd', [program], { folder: dirname(program) })
  return listed.split('\n').filter((line) => line.includes('not found')).map((line) => line.trim().replace(/ .*/, ''))
}

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY)

/** @returns {Promise<Runtime>} */
async function electronRuntime() {
  const current = electronProgram()
  const program = current ?? testElectronProgram
  const application = current === null ? testElectronApplication : projectFolder
  /** @param {string} missing @returns {Runtime} */
  const skip = (missing) => ({ project: 'electron', missing })
  if (!existsSync(program)) return skip('there is no Electron')
  if (!hasDisplay() && displayWrapper() === null) return skip('there is no display and no Xvfb with xauth')
  const libraries = await missingLibraries(program)
  if (libraries.length > 0) return skip(`system libraries are missing (${libraries.join(', ')})`)
  return {
    project: 'electron',
    environment: { MASKSCOPE_ELECTRON: program, MASKSCOPE_ELECTRON_APPLICATION: application }
  }
}

/** The program that gives another one a display; null where none is installed. */
function displayWrapper() {
  return findProgram(['xauth']) === null ? null : findProgram(['xvfb-run'])
}

/**
 * @param {string} program @param {string[]} parameters @returns {[string, string[]]} the same with a display around it
 */
export function withDisplay(program, parameters) {
  const wrapper = hasDisplay() ? null : displayWrapper()
  return wrapper === null
    ? [program, parameters]
    : [wrapper, ['-a', '-s', '-screen 0 1360x900x24', program, ...parameters]]
}

/** @returns {Promise<Runtime[]>} */
export const findRuntimes = () => Promise.all([chromiumRuntime(), electronRuntime()])
