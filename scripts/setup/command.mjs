/** Runs other programs for set-up, one at a time, and keeps the end of what they say. */
import { spawn } from 'node:child_process'

const keptCharacters = 64 * 1024

/** A program that failed; `output` is the end of what it said. */
export class CommandFault extends Error {
  /** @param {string} program @param {number | null} code @param {string} output */
  constructor(program, code, output) {
    super(`${program} ended with ${code === null ? 'a signal' : `code ${code}`}`)
    this.output = output
  }
}

/** @type {(pid: number | null) => void} */
let onProgram = () => {}

/**
 * Who wants to know which program runs at the moment (the lock does). @param {(pid: number | null) => void} listener
 */
export function reportPrograms(listener) {
  onProgram = listener
}

/**
 * @param {string} program
 * @param {string[]} parameters
 * @param {{ folder?: string, environment?: Record<string, string>, onTick?: () => void, limitSeconds?: number }}
 * [options]
 * @returns {Promise<string>} what it wrote to stdout
 * @throws {CommandFault} when it cannot be started, fails, or runs past its limit
 */
export async function run(program, parameters, options = {}) {
  // npm on Windows is a script of the shell there.
  const child = spawn(program, parameters, {
    cwd: options.folder, env: { ...process.env, ...options.environment }, stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && program === 'npm', windowsHide: true
  })
  const end = () => void child.kill('SIGKILL')
  const ticker = setInterval(() => options.onTick?.(), 500)
  const limit = setTimeout(end, (options.limitSeconds ?? 3600) * 1000)
  process.once('exit', end)
  onProgram(child.pid ?? null)
  try {
    return await outcome(child, program)
  } finally {
    onProgram(null)
    process.removeListener('exit', end)
    clearInterval(ticker)
    clearTimeout(limit)
  }
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable,
 * import('node:stream').Readable>} child @param {string} program @returns {Promise<string>}
 */
function outcome(child, program) {
  return new Promise((resolve, reject) => {
    let said = ''
    let everything = ''
    child.stdout.on('data', (chunk) => {
      said = (said + chunk).slice(-keptCharacters)
      everything = (everything + chunk).slice(-keptCharacters)
    })
    child.stderr.on('data', (chunk) => { everything = (everything + chunk).slice(-keptCharacters) })
    child.once('error', (error) => reject(new CommandFault(program, null, error.message)))
    child.once('close', (code) => {
      if (code === 0) resolve(said)
      else reject(new CommandFault(program, code, everything))
    })
  })
}

/** Whether a program is there and runs. @param {string} program @param {string[]} parameters */
export async function works(program, parameters) {
  try {
    await run(program, parameters, { limitSeconds: 20 })
    return true
  } catch {
    return false
  }
}
