/**
 * One set-up at a time in this folder. The lock is a file with the process that holds it and the program it runs at
 * the moment; a lock whose process is gone is taken over, and a program it left behind is ended first, because an
 * orphaned `npm ci` would write under the new one's hands.
 */
import { closeSync, openSync, readFileSync, rmSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { makeFolder, readJson, writeJson } from './files.mjs'

/**
 * A process id is used again after a while, so its start time belongs to its name. @typedef {{ pid: number, started:
 * string }} ProcessName
 */
/** @typedef {{ holder: ProcessName, program: ProcessName | null }} LockContent */

const pollMilliseconds = 250
/** Writing the lock or taking it over takes milliseconds; what is older was left by a killed process. */
const abandonedMilliseconds = 5000

/** @param {number} pid @returns {ProcessName} */
export function nameProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return { pid, started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' }
  } catch {
    return { pid, started: '' }
  }
}

/** @param {ProcessName} name */
function isAlive({ pid, started }) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
  return nameProcess(pid).started === started
}

/** @param {string} file @param {unknown} content @returns {boolean} whether this call made the file */
function create(file, content) {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, JSON.stringify(content))
    closeSync(handle)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} file */
function isAbandoned(file) {
  const entry = statSync(file, { throwIfNoEntry: false })
  return entry !== undefined && Date.now() - entry.mtimeMs > abandonedMilliseconds
}

/** @param {string} file */
function isStale(file) {
  const content = /** @type {LockContent | undefined} */ (readJson(file))
  return content ? !isAlive(content.holder) : isAbandoned(file)
}

/** @param {string} file */
function endOrphan(file) {
  const program = /** @type {LockContent | undefined} */ (readJson(file))?.program
  if (program && isAlive(program)) process.kill(program.pid, 'SIGKILL')
}

/**
 * Removing another's lock needs a second lock: two that saw the same stale one must not remove each other's new one.
 * @param {string} file
 */
function takeOver(file) {
  const guard = `${file}.takeover`
  if (isAbandoned(guard)) rmSync(guard, { force: true })
  if (!create(guard, {})) return
  try {
    if (isStale(file)) {
      endOrphan(file)
      unlinkSync(file)
    }
  } finally {
    rmSync(guard, { force: true })
  }
}

/**
 * Waits for the lock and takes it.
 * @param {string} folder
 * @param {(holder: number) => void} onWait called once, when another process holds it
 * @returns {Promise<{ release: () => void, runs: (pid: number | null) => void }>}
 */
export async function takeLock(folder, onWait) {
  makeFolder(folder)
  const file = join(folder, 'lock')
  const holder = nameProcess(process.pid)
  let told = false
  while (!create(file, { holder, program: null })) {
    if (isStale(file)) takeOver(file)
    else {
      const other = /** @type {LockContent | undefined} */ (readJson(file))
      if (other && !told) onWait(other.holder.pid)
      told ||= other !== undefined
      await delay(pollMilliseconds)
    }
  }
  return {
    release: () => rmSync(file, { force: true }),
    runs: (pid) => writeJson(file, { holder, program: pid === null ? null : nameProcess(pid) })
  }
}
