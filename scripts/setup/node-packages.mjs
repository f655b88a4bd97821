/**
 * npm packages exactly as the lock file says, with their install scripts off; the project's own Node is one of them.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFault, run } from './command.mjs'
import { SetupFault, lastLine } from './fault.mjs'
import { readJson, remove, writeJson } from './files.mjs'
import { nativeFilesBelow, withNativeFiles } from './native-files.mjs'
import { lowestNode, ownNode, packagedNode } from './own-node.mjs'
import { modulesFolder, projectFolder, setupFolder } from './places.mjs'

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string | string[], cpu?: string |
 * string[], libc?: string | string[] }} LockEntry
 */
/** @typedef {Record<string, LockEntry>} LockEntries */

const lockFile = join(projectFolder, 'package-lock.json')
/** npm writes this last, when every package is in its place. */
const installedFile = join(modulesFolder, '.package-lock.json')
const stampFile = join(setupFolder, 'packages.json')

/** @param {string} file @returns {LockEntries | null} */
function entriesOf(file) {
  const lock = /** @type {{ packages?: LockEntries } | undefined} */ (readJson(file))
  return lock?.packages ?? null
}

/** @param {string} file */
function fingerprint(file) {
  const entry = statSync(file, { throwIfNoEntry: false })
  return entry ? `${entry.size}:${entry.mtimeMs}` : null
}

const stamp = () => ({ lock: fingerprint(lockFile), installed: fingerprint(installedFile) })

/**
 * Whether what npm installed is what the lock file asks for; optional packages of other platforms may be absent.
 * @param {LockEntries | null} wanted @param {LockEntries | null} installed
 */
export function isInstalled(wanted, installed) {
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true
    const found = installed[place]
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional === true
  })
}

function isDone() {
  const done = /** @type {ReturnType<typeof stamp> | undefined} */ (readJson(stampFile))
  const now = stamp()
  if (now.lock === null || now.installed === null) return false
  if (done?.lock === now.lock && done.installed === now.installed) return ownNode() !== null
  if (!isInstalled(entriesOf(lockFile), entriesOf(installedFile)) || ownNode() === null) return false
  writeJson(stampFile, now)
  return true
}

/**
 * Packages at the top of `node_modules`; npm makes their folders at once and fills them one by one. @returns {number}
 */
function countInstalled() {
  const named = namesIn(modulesFolder).flatMap((name) =>
    name.startsWith('@') ? namesIn(join(modulesFolder, name)).map((inner) => join(name, inner)) : [name]
  )
  return named.filter((name) => existsSync(join(modulesFolder, name, 'package.json'))).length
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Packages at the top that every platform gets. @param {LockEntries} entries */
const countWanted = (entries) =>
  Object.entries(entries).filter(([place, { optional }]) => place.lastIndexOf('node_modules/') === 0 && !optional)
    .length

/** @param {string[]} parameters @param {() => void} onTick */
async function npm(parameters, onTick) {
  const script = process.env.npm_execpath
  const options = { folder: projectFolder, onTick }
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...parameters], options)
    : run('npm', parameters, options)
}

/** @param {import('./progress.mjs').StepLine} line */
async function install(line) {
  const total = countWanted(entriesOf(lockFile) ?? {})
  // Without npm's own "all is in its place" a kill from here on leaves nothing that reads as done.
  remove(installedFile)
  remove(stampFile)
  try {
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], () => {
      line.now(`installing packages, ${countInstalled()} of about ${total}`)
    })
  } catch (error) {
    if (!(error instanceof CommandFault)) throw error
    throw new SetupFault(
      `npm could not install the packages of the lock file (${lastLine(npmReason(error.output))}), and nothing works ` +
      'without them.',
      'Check the network (or the proxy and registry that npm is set to) and start again.'
    )
  }
}

/** npm ends with where its log lies; the reason stands before. @param {string} output */
const npmReason = (output) =>
  output.split('\n').filter((line) => line.trim() && !/complete log|debug-\d|_logs/i.test(line)).slice(0, 3).join('; ')

/** @type {import('./run-steps.mjs').Step} */
const step = {
  part: 'Packages',
  essential: true,
  isDone,
  async run(line) {
    line.now('asking npm for the packages of the lock file')
    await install(line)
    const node = ownNode()
    if (node === null) {
      throw new SetupFault(
        `There is no Node package for ${process.platform} ${process.arch}, and the system's Node ` +
        `${process.versions.node} is older than ${lowestNode.join('.')}.`,
        `Install Node ${lowestNode.join('.')} or newer and start again.`
      )
    }
    const version = (await run(node, ['--version'])).trim()
    writeJson(stampFile, stamp())
    return { state: 'ok', found: `${countInstalled()} packages, Node ${version.slice(1)}`, advice: null }
  }
}

/** What later steps put among the packages is theirs. */
const ofOtherSteps = [
  join(modulesFolder, 'electron', 'dist'),
  ...['lib', 'deps', 'build-tmp-napi-v8'].map((name) => join(modulesFolder, '@tensorflow', 'tfjs-node-gpu', name))
]

export const nodePackages = withNativeFiles(step, {
  files: () => [...nativeFilesBelow(modulesFolder, ofOtherSteps), ...packagedNode()]
})
