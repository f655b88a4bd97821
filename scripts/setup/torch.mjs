/** A Python with PyTorch, for `npm run bench -- --torch` alone: nothing else needs it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.mjs'
import { readJson, remove, writeJson } from './files.mjs'
import { setupFolder } from './places.mjs'
import { pythonWithPip } from './wheels.mjs'

const folder = join(setupFolder, 'torch-python')
export const torchProgram = join(folder, 'bin', 'python')
const stampFile = join(folder, 'complete.json')
/**
 * The index has no build of it for the CPU alone; this one does not load without the libraries of CUDA that it asks
 * for, 5 GB of them, and computes on the CPU where there is no GPU.
 */
const packages = ['torch==2.15.0', 'numpy==2.4.6']

/** @type {import('./run-steps.mjs').Step} */
export const torch = {
  part: 'Python with PyTorch (bench)',
  essential: false,
  isDone: () => existsSync(torchProgram) && JSON.stringify(readJson(stampFile)) === JSON.stringify(packages),
  async run(line) {
    line.now(`installing ${packages.join(', ')} and the libraries of CUDA, 3 GB`)
    remove(folder)
    await run(await pythonWithPip(), ['-m', 'venv', folder])
    await run(torchProgram, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
    const version = (await run(torchProgram, ['-c', 'import torch; print(torch.__version__)'])).trim()
    writeJson(stampFile, packages)
    return { state: 'ok', found: `torch ${version}`, advice: null }
  }
}
