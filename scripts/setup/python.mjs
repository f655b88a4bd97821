/** A Python with numpy, for the tests that recompute our figures independently. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFault, run } from './command.mjs'
import { SetupFault, lastLine } from './fault.mjs'
import { hashOf, readJson, remove, writeJson } from './files.mjs'
import { projectFolder, setupFolder } from './places.mjs'
import { pythonWithPip } from './wheels.mjs'

const folder = join(setupFolder, 'python')
const program = join(folder, 'bin', 'python')
const stampFile = join(folder, 'complete.json')
const requirements = join(projectFolder, 'scripts', 'setup', 'numpy.txt')

const stamp = () => hashOf(readFileSync(requirements))

/** @param {string} python */
async function install(python) {
  // Without pip inside, an environment needs nothing that Debian packs apart from Python.
  await run(python, ['-m', 'venv', '--without-pip', folder])
  const packages = (await run(program, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'])).trim()
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:',
    '--require-hashes', '--target', packages, '--requirement', requirements])
}

/** @type {import('./run-steps.mjs').Step} */
export const python = {
  part: 'Python with numpy (tests)',
  essential: false,
  isDone: () => existsSync(program) && readJson(stampFile) === stamp(),
  async run(line) {
    line.now('installing numpy')
    // An environment knows its own path, so it is made in its place, and its stamp is written last.
    remove(folder)
    try {
      await install(await pythonWithPip())
    } catch (error) {
      if (!(error instanceof CommandFault)) throw error
      throw new SetupFault(`numpy could not be installed (${lastLine(error.output)}), so the tests that recompute figures in Python are skipped.`, 'Check the network and start again.')
    }
    const version = (await run(program, ['-c', 'import numpy; print(numpy.__version__)'])).trim()
    writeJson(stampFile, stamp())
    return { state: 'ok', found: `numpy ${version}`, advice: null }
  }
}
