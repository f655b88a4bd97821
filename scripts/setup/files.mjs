/** Files that are either whole or not there, whatever moment the process is killed at. */
import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { temporaryFolder } from './places.mjs'

/**
 * Makes a folder with those above it. Node's own `recursive` spins for ever where a folder is there and answers "no
 * such file" to what is made in it (main/files/make-folder.ts, which set-up cannot load).
 * @param {string} folder
 */
export function makeFolder(folder) {
  const isThere = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (isThere()) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!isThere()) throw error
  }
}

/** @param {string} file @returns {unknown} undefined when it is missing or not JSON */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {string} file @param {unknown} value */
export function writeJson(file, value) {
  makeFolder(dirname(file))
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(partial, file)
}

/** @param {string} path */
export function remove(path) {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 })
}

/** An empty folder of this process for half-done work. @param {string} purpose */
export function temporary(purpose) {
  const folder = join(temporaryFolder, `${purpose}-${process.pid}`)
  remove(folder)
  makeFolder(folder)
  return folder
}

/**
 * Puts a finished folder in its place; a kill between the two renames leaves none, which reads as "not done". @param
 * {string} finished @param {string} place
 */
export function replaceFolder(finished, place) {
  makeFolder(dirname(place))
  if (existsSync(place)) renameSync(place, join(temporary('replaced'), 'folder'))
  renameSync(finished, place)
}

/** @param {string | NodeJS.ArrayBufferView} content */
export const hashOf = (content) => createHash('sha256').update(content).digest('hex')

/** @param {string} file @returns {Promise<string>} */
export async function hashOfFile(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** Every file below a folder, or the file itself. @param {string} path @returns {string[]} */
export function filesBelow(path) {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (!entry) return []
  if (!entry.isDirectory()) return [path]
  return readdirSync(path).sort().flatMap((name) => filesBelow(join(path, name)))
}

/**
 * Bytes of all files below a folder, counting what can be seen while another program writes there. @param {string}
 * folder
 */
export function bytesBelow(folder) {
  return filesBelow(folder).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
}
