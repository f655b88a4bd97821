/** Electron's binary, fetched by the package's own installer, which checks its SHA-256. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFault, run } from './command.mjs'
import { SetupFault, errorLine } from './fault.mjs'
import { bytesBelow, filesBelow, makeFolder, readJson, remove, temporary } from './files.mjs'
import { withNativeFiles } from './native-files.mjs'
import { ownNode } from './own-node.mjs'
import { modulesFolder } from './places.mjs'
import { mebibytes } from './progress.mjs'

const packageFolder = join(modulesFolder, 'electron')
/** The installer writes this last; it holds the program's path inside `dist`. */
const pathFile = join(packageFolder, 'path.txt')

const wantedVersion = () =>
  /** @type {{ version?: string } | undefined} */ (readJson(join(packageFolder, 'package.json')))?.version

/** Electron's program; null when it was not or not wholly installed. @returns {string | null} */
export function electronProgram() {
  try {
    const version = readFileSync(join(packageFolder, 'dist', 'version'), 'utf8').trim().replace(/^v/, '')
    const program = join(packageFolder, 'dist', readFileSync(pathFile, 'utf8'))
    return version === wantedVersion() && existsSync(program) ? program : null
  } catch {
    return null
  }
}

/** What its installer is told. @param {string} folder for temporary files @returns {Record<string, string>} */
export const installerEnvironment = (folder) => ({
  TMPDIR: folder, TEMP: folder, ELECTRON_GET_NO_PROGRESS: '1', NODE_USE_ENV_PROXY: '1',
  // By these it would believe whoever sends the program in what that should be.
  electron_use_remote_checksums: '', npm_config_electron_use_remote_checksums: ''
})

/** @param {import('./progress.mjs').StepLine} line */
async function install(line) {
  const folder = temporary('electron')
  makeFolder(folder)
  remove(pathFile)
  const onTick = () => line.now(`downloading Electron ${wantedVersion()}, ${mebibytes(bytesBelow(folder))}`)
  await run(ownNode() ?? process.execPath, [join(packageFolder, 'install.js')], {
    environment: installerEnvironment(folder),
    onTick,
    limitSeconds: 1200
  })
}

/** @param {string} output */
const reasonOf = (output) => errorLine(output).replace(/^\w*Error: /, '')

/** @type {import('./run-steps.mjs').Step} */
const step = {
  part: 'Electron',
  essential: false,
  isDone: () => electronProgram() !== null,
  async run(line) {
    line.now(`downloading Electron ${wantedVersion()}`)
    try {
      await install(line)
    } catch (error) {
      if (!(error instanceof CommandFault)) throw error
      throw new SetupFault(
        `Electron ${wantedVersion()} could not be downloaded (${reasonOf(error.output)}), so there is no desktop ` +
        'window; the same workbench opens in a browser.',
        'Where github.com is not reachable, set ELECTRON_MIRROR to a mirror and start again.'
      )
    }
    return { state: 'ok', found: `Electron ${wantedVersion()}`, advice: null }
  }
}

/** Its program starts with resources and snapshots of V8 as it does with libraries. */
export const electron = withNativeFiles(step, {
  files: () => filesBelow(join(packageFolder, 'dist')), forget: () => remove(pathFile)
})
