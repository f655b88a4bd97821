/**
 * A Python with numpy and readers of what we export, for the tests that recompute our figures and read our exports
 * independently.
 */
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
/** @param {string} name */
const requirements = (name) => join(projectFolder, 'scripts', 'setup', name)
/** What reads a run file: numpy, and zstandard for its history; flit_core packs the reader in `python` as a wheel. */
const runFileReaders = requirements('run-files.txt')
/**
 * onnx, onnxruntime and safetensors, the part of tensorboard that reads event files, and pandas, with what they need;
 * there are none for a Python before 3.10.
 */
const exportReaders = requirements('export-readers.txt')

const stamp = () => hashOf(Buffer.concat([runFileReaders, exportReaders].map((file) => readFileSync(file))))

/** @param {string} python */
async function makeEnvironment(python) {
  // Without pip inside, an environment needs nothing that Debian packs apart from Python.
  await run(python, ['-m', 'venv', '--without-pip', folder])
}

/** @param {string} python @param {string} file */
async function install(python, file) {
  const packages = (await run(program, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'])).trim()
  await run(python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--only-binary=:all:',
    '--no-deps',
    '--require-hashes',
    '--target',
    packages,
    '--requirement',
    file
  ])
}

/** @param {string} python @returns {Promise<string | null>} why they are not there */
async function installExportReaders(python) {
  try {
    await install(python, exportReaders)
    return null
  } catch (error) {
    if (!(error instanceof CommandFault)) throw error
    return lastLine(error.output)
  }
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
    const python = await pythonWithPip()
    try {
      await makeEnvironment(python)
      await install(python, runFileReaders)
    } catch (error) {
      if (!(error instanceof CommandFault)) throw error
      throw new SetupFault(
        `numpy could not be installed (${lastLine(error.output)}), so the tests that recompute figures in Python are ` +
        'skipped.',
        'Check the network and start again.'
      )
    }
    const version = (await run(program, ['-c', 'import numpy; print(numpy.__version__)'])).trim()
    line.now('installing onnxruntime, safetensors, tensorboard and pandas')
    const missing = await installExportReaders(python)
    if (missing !== null) {
      return {
        state: 'limited',
        found: `numpy ${version} without onnxruntime and tensorboard (${missing})`,
        advice: 'Tests that read exports are skipped; they need Python 3.10 or newer and the network.'
      }
    }
    writeJson(stampFile, stamp())
    return { state: 'ok', found: `numpy ${version}, onnxruntime, safetensors, tensorboard, pandas`, advice: null }
  }
}
