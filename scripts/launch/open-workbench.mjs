/** Opens the workbench in the best way this machine has. */
import { electronProgram } from '../setup/electron.mjs'
import { projectFolder } from '../setup/places.mjs'
import { readArguments } from './arguments.mjs'
import { whyNoWindow } from './desktop-support.mjs'
import { runCommandLine } from './own-program.mjs'
import { passThrough } from './pass-through.mjs'
import { programEnvironment } from './program-environment.mjs'

/** Electron that ends with a failure this soon could not open its window. */
const openingSeconds = 10

/**
 * @param {string} program @param {string[]} parameters @returns {Promise<number | null>} null when it could not open
 */
async function openWindow(program, parameters) {
  const start = Date.now()
  const code = await passThrough(program, [projectFolder, ...parameters], programEnvironment())
  return code !== 0 && code < 128 && Date.now() - start < openingSeconds * 1000 ? null : code
}

/** @param {string[]} parameters after `npm start --` @returns {Promise<number>} the exit code */
export async function openWorkbench(parameters) {
  const read = readArguments(parameters)
  if ('fault' in read) {
    process.stderr.write(`${read.fault}\n`)
    return 1
  }
  const program = electronProgram()
  const reason = whyNoWindow(program)
  if (program !== null && reason === null) {
    const code = await openWindow(program, [...read.store, ...read.file])
    if (code !== null) return code
  }
  process.stdout.write(
    `${reason ?? 'Electron could not open its window (its reason stands above).'} The workbench is served to a ` +
    'browser instead.\n'
  )
  const command = read.file.length === 0 ? ['serve'] : ['open', ...read.file]
  return runCommandLine([...command, ...read.store, ...read.port])
}
