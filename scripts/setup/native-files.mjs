/**
 * Native files of what is set up, by part: size, time of the last change, and SHA-256. A library that a full disk, a
 * copy or a failing medium has cut or altered ends whoever loads it without a word (SIGBUS), so that it is looked for
 * at each start: 35 files take 0.7 ms. Bytes are read again only of a file whose time is another, and of all by
 * `doctor`, which takes 4 s.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync, readdirSync, statSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { readJson, remove, writeJson } from './files.mjs'
import { projectFolder, setupFolder } from './places.mjs'

/** @typedef {{ size: number, modified: number, sha256: string }} NativeFile */
/** @typedef {import('./run-steps.mjs').Step} Step */
/** What is another than when its part was set up, and how. @typedef {{ path: string, how: string }} Damage */

const pieceBytes = 4 * 2 ** 20

let thoroughly = false

/** From now on every byte is looked at, whatever its file's time. */
export function lookThoroughly() {
  thoroughly = true
}

/** @param {string} path */
function contentOf(path) {
  const hash = createHash('sha256')
  const file = openSync(path, 'r')
  try {
    const piece = Buffer.allocUnsafe(pieceBytes)
    for (let read = 1; read > 0;) {
      read = readSync(file, piece, 0, pieceBytes, null)
      hash.update(piece.subarray(0, read))
    }
    return hash.digest('hex')
  } finally {
    closeSync(file)
  }
}

/** @param {string} path @returns {NativeFile} */
function noted(path) {
  const { size, mtimeMs } = statSync(path)
  return { size, modified: mtimeMs, sha256: contentOf(path) }
}

/** @param {string} path @param {NativeFile} known @returns {'same' | 'touched' | Damage} */
function judge(path, { size, modified, sha256 }) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return { path, how: 'is gone' }
  if (found.size !== size) return { path, how: `has ${found.size} of ${size} bytes` }
  if (found.mtimeMs === modified && !thoroughly) return 'same'
  if (contentOf(path) !== sha256) return { path, how: 'has other bytes than then' }
  return found.mtimeMs === modified ? 'same' : 'touched'
}

/** @param {string} part @param {string} folder */
const recordOf = (part, folder) => join(folder, 'native', `${part.toLowerCase().replace(/[^a-z]+/g, '-')}.json`)

/**
 * Programs and libraries of the machine's own code below a folder. @param {string} folder
 * @param {readonly string[]} [without] folders that are left out @returns {string[]}
 */
export function nativeFilesBelow(folder, without = []) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return without.includes(path) ? [] : nativeFilesBelow(path, without)
    return entry.isFile() && /\.(node|dll|exe|dylib|so)(\.\d+)*$/.test(entry.name) ? [path] : []
  })
}

/** @param {string} part @param {string[]} files @param {string} [folder] */
export function noteNativeFiles(part, files, folder = setupFolder) {
  const all = files.filter((path) => existsSync(path)).map((path) => [relative(projectFolder, path), noted(path)])
  writeJson(recordOf(part, folder), Object.fromEntries(all))
}

/**
 * What is damaged of a part. Of one that was set up before anything was noted, what is there now is noted.
 * @param {string} part @param {() => string[]} files @param {string} [folder] @returns {Damage[]}
 */
export function nativeDamage(part, files, folder = setupFolder) {
  const record = /** @type {Record<string, NativeFile> | undefined} */ (readJson(recordOf(part, folder)))
  if (!record) {
    noteNativeFiles(part, files(), folder)
    return []
  }
  const judged = Object.entries(record).map(([path, known]) => judge(resolve(projectFolder, path), known))
  const damages = judged.filter((one) => typeof one === 'object')
  if (damages.length === 0 && judged.includes('touched')) noteNativeFiles(part, files(), folder)
  return damages
}

/** @param {Damage[]} damages */
function sentenceOf(damages) {
  const [first, ...others] = damages.map(({ path, how }) => `${basename(path)} ${how}`)
  const more = others.length === 0 ? '' : `; others: ${others.length}`
  return `a file was cut or altered after set-up (${first}${more}), so this part is set up again`
}

/**
 * A step that is not done any more when a native file of it is damaged: that is said, and its next run makes it anew.
 * What cannot be made anew just now is gone, so that nobody loads it.
 * @param {Step} step
 * @param {{ files: () => string[], forget?: (damaged: string[]) => void, folder?: string }} native its native files
 * once it is done; `forget` has it believe in nothing that was made of the damaged ones
 * @returns {Step}
 */
export function withNativeFiles(step, { files, forget = () => {}, folder = setupFolder }) {
  const damages = () => step.isDone() ? nativeDamage(step.part, files, folder) : []
  return {
    ...step,
    isDone: () => step.isDone() && damages().length === 0,
    async run(line) {
      const found = damages()
      if (found.length > 0) {
        line.say(sentenceOf(found))
        for (const { path } of found) remove(path)
        forget(found.map(({ path }) => path))
      }
      remove(recordOf(step.part, folder))
      const finding = await step.run(line)
      noteNativeFiles(step.part, files(), folder)
      return finding
    }
  }
}
