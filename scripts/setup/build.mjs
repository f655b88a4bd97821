/** The build of the workbench into `out`; done again when a source has changed. */
import { statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { CommandFault, run } from './command.mjs'
import { SetupFault, errorLine } from './fault.mjs'
import { filesBelow, hashOf, hashOfFile, readJson, remove, writeJson } from './files.mjs'
import { ownNode } from './own-node.mjs'
import { compiledFolder, modulesFolder, outFolder, projectFolder } from './places.mjs'

const sources = [
  'main',
  'preload',
  'renderer',
  'db',
  'resources',
  'electron.vite.config.ts',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.pages.json',
  'tsconfig.programs.json',
  'package-lock.json'
]

/**
 * `cheap` changes with every touched file, `contents` only with what the build reads. @typedef {{ cheap: string,
 * contents: string }} Stamp
 */

/** @returns {string[]} */
const sourceFiles = () => sources.flatMap((name) => filesBelow(join(projectFolder, name)))

/** @param {string[]} files */
function cheapStamp(files) {
  return hashOf(files.map((file) => {
    const { size, mtimeMs } = statSync(file)
    return `${relative(projectFolder, file)}:${size}:${mtimeMs}`
  }).join('\n'))
}

/** @param {string[]} files */
async function contentsStamp(files) {
  const hashes = await Promise.all(
    files.map(async (file) => `${relative(projectFolder, file)}:${await hashOfFile(file)}`)
  )
  return hashOf(hashes.join('\n'))
}

/**
 * A step that runs electron-vite; the stamp lies in the built folder and goes before anything in there changes.
 * @param {{ part: string, essential: boolean, folder: string, parameters: string[], environment?: Record<string,
 * string>, alsoReads?: string[] }} build
 * @returns {import('./run-steps.mjs').Step}
 */
export function buildStep({ part, essential, folder, parameters, environment, alsoReads = [] }) {
  const stampFile = join(folder, 'complete.json')
  const files = () => [...sourceFiles(), ...alsoReads.flatMap((name) => filesBelow(join(projectFolder, name)))]
  const stamp = () => /** @type {Stamp | undefined} */ (readJson(stampFile))
  return {
    part,
    essential,
    isDone: () => stamp()?.cheap === cheapStamp(files()),
    async run(line) {
      const cheap = cheapStamp(files())
      const contents = await contentsStamp(files())
      const found = `built in ${relative(projectFolder, folder)}`
      if (stamp()?.contents !== contents) {
        remove(stampFile)
        remove(compiledFolder)
        await electronVite(parameters, environment, () => line.now('building'))
      }
      writeJson(stampFile, { cheap, contents })
      return { state: 'ok', found, advice: null }
    }
  }
}

/** @param {string[]} parameters @param {Record<string, string> | undefined} environment @param {() => void} onTick */
async function electronVite(parameters, environment, onTick) {
  const program = join(modulesFolder, 'electron-vite', 'bin', 'electron-vite.js')
  onTick()
  try {
    await run(ownNode() ?? process.execPath, [program, 'build', ...parameters], {
      folder: projectFolder,
      environment: { NO_COLOR: '1', ...environment },
      onTick
    })
  } catch (error) {
    if (!(error instanceof CommandFault)) throw error
    throw new SetupFault(
      `The workbench could not be built (${errorLine(error.output)}).`,
      'Undo the last change to the sources, or mend what it names, and start again.'
    )
  }
}

/** @type {import('./run-steps.mjs').Step} */
export const build = buildStep({ part: 'Build', essential: true, folder: outFolder, parameters: [] })
