/** Does what is not done yet, says every step in a line, and leaves a report that `doctor` repeats. */
import { join } from 'node:path'
import { CommandFault, reportPrograms } from './command.mjs'
import { SetupFault, lastLine } from './fault.mjs'
import { readJson, remove, writeJson } from './files.mjs'
import { takeLock } from './lock.mjs'
import { setupFolder } from './places.mjs'
import { StepLine } from './progress.mjs'

/**
 * One line of the report; the contract's `findingSchema`.
 * @typedef {{ part: string, state: 'ok' | 'missing' | 'limited', found: string, advice: string | null }} Finding
 *
 * A part of set-up. `isDone` is cheap and believes only in what was finished; `run` says how it ended; nothing after
 * an `essential` step can be done without it.
 * @typedef {{
 *   part: string, essential: boolean, isDone: () => boolean,
 *   run: (line: StepLine) => Promise<Omit<Finding, 'part'>>
 * }} Step
 */

/** @param {unknown} error @returns {Omit<Finding, 'part'>} */
function findingOf(error) {
  if (error instanceof SetupFault) return { state: 'missing', found: error.message, advice: error.advice }
  if (error instanceof CommandFault) {
    return {
      state: 'missing',
      found: `${error.message}: ${lastLine(error.output)}.`,
      advice: 'Solve that and start again; finished steps are kept.'
    }
  }
  if (error instanceof Error && 'code' in error) {
    return {
      state: 'missing',
      found: `A file could not be written or read (${error.message}).`,
      advice: 'Make room on the disk or check the rights of the project folder, then start again.'
    }
  }
  throw error
}

/** What was found last, of every part. @param {string} folder @returns {Finding[]} */
function readReport(folder) {
  const report = readJson(join(folder, 'report.json'))
  return Array.isArray(report) ? report : []
}

/** @param {string} folder @param {Finding} finding */
function note(folder, finding) {
  writeJson(join(folder, 'report.json'), [...readReport(folder).filter(({ part }) => part !== finding.part), finding])
}

/**
 * A command should not wait for the same failure each time; `npm start` tries again. @param {Step} step @param {string}
 * folder
 */
const isKnownMissing = (step, folder) =>
  !step.essential && readReport(folder).some(({ part, state }) => part === step.part && state === 'missing')

/** @param {Step} step @param {StepLine} line @param {string} folder @returns {Promise<boolean>} whether it was done */
async function runStep(step, line, folder) {
  try {
    const finding = await step.run(line)
    note(folder, { part: step.part, ...finding })
    line.end(
      `${finding.found} (${line.seconds.toFixed(0)} s)${finding.state === 'ok' ? '' : ` ${finding.advice ?? ''}`}`
    )
    return true
  } catch (error) {
    const finding = findingOf(error)
    note(folder, { part: step.part, ...finding })
    line.end(`${finding.found} ${finding.advice ?? ''}`)
    return false
  }
}

/** @param {Step[]} steps @param {Options} options @returns {Promise<boolean>} */
async function runInOrder(steps, { stream, quiet, folder }) {
  for (const [index, step] of steps.entries()) {
    const number = `[${index + 1}/${steps.length}]`
    if (quiet && isKnownMissing(step, folder)) continue
    if (step.isDone()) {
      if (!quiet) stream.write(`${number} ${step.part}: already done\n`)
    } else if (!(await runStep(step, new StepLine(stream, `${number} ${step.part}`), folder)) && step.essential)
      return false
  }
  return true
}

/**
 * The lock of a set-up folder; null, and a sentence, where it cannot be made.
 * @param {string} folder @param {NodeJS.WriteStream} stream
 */
async function lockOn(folder, stream) {
  try {
    return await takeLock(folder, (holder) => {
      stream.write(`Another set-up (process ${holder}) is running in this folder; waiting for it to end.\n`)
    })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    stream.write(
      `Set-up cannot write into ${folder} (${error.message}); check the rights of the project folder and start again.\n`
    )
    return null
  }
}

const exitCodes = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 })
/**
 * A person's Ctrl-C ends set-up as an exit, so that the running program is ended and the lock is given back. @param
 * {NodeJS.Signals} signal
 */
const exitOn = (signal) => process.exit(exitCodes[/** @type {keyof typeof exitCodes} */ (signal)])
const signals = /** @type {(keyof typeof exitCodes)[]} */ (Object.keys(exitCodes))

/**
 * `quiet` says nothing about what is done already. @typedef {{ stream: NodeJS.WriteStream, quiet: boolean, folder:
 * string }} Options
 */

/**
 * @param {Step[]} steps
 * @param {Omit<Options, 'folder'> & { folder?: string }} options
 * @returns {Promise<boolean>} false when an essential step failed
 */
export async function runSteps(steps, { stream, quiet, folder = setupFolder }) {
  if (quiet && steps.every((step) => step.isDone() || isKnownMissing(step, folder))) return true
  const lock = await lockOn(folder, stream)
  if (lock === null) return false
  process.once('exit', lock.release)
  signals.forEach((signal) => process.on(signal, exitOn))
  reportPrograms(lock.runs)
  try {
    remove(join(folder, 'temporary'))
    return await runInOrder(steps, { stream, quiet, folder })
  } finally {
    reportPrograms(() => {})
    process.removeListener('exit', lock.release)
    signals.forEach((signal) => process.removeListener(signal, exitOn))
    remove(join(folder, 'temporary'))
    lock.release()
  }
}
