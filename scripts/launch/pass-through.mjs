/** Runs a program in the place of this one: same terminal, its signals, its exit code. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** @type {NodeJS.Signals[]} */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * @param {string} program @param {string[]} parameters @param {Record<string, string>} [environment]
 * @param {((line: string) => boolean) | null} [shown] which lines of its standard error are shown; null for all
 * @returns {Promise<number>} the exit code; 128 + n after a signal, as shells say it
 */
export function passThrough(program, parameters, environment = {}, shown = null) {
  const child = spawn(program, parameters, {
    stdio: ['inherit', 'inherit', shown ? 'pipe' : 'inherit'], env: { ...process.env, ...environment }
  })
  if (shown && child.stderr) {
    createInterface(child.stderr).on('line', (line) => { if (shown(line)) process.stderr.write(`${line}\n`) })
  }
  for (const signal of passedOn) {
    // A terminal sends Ctrl-C to both processes; passing it on would make it two.
    process.on(signal, () => { if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal) })
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${program} could not be started (${error.message}).\n`)
      resolve(1)
    })
    child.once('close', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? ''] ?? 0)))
  })
}

/** @type {Record<string, number>} */
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }
