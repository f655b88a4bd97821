/**
 * What makes foreign models for `npm run import-matrix` alone: torchvision, timm, Keras on TensorFlow and exporters,
 * beside the PyTorch of `torch.mjs`, which is not installed twice.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.mjs'
import { hashOf, readJson, remove, writeJson } from './files.mjs'
import { projectFolder, setupFolder } from './places.mjs'
import { torch, torchProgram } from './torch.mjs'

/** Packages alone, without a Python: `PYTHONPATH` of the one that has PyTorch. */
export const matrixPackages = join(setupFolder, 'import-matrix')
export const matrixPython = torchProgram
const stampFile = join(matrixPackages, 'complete.json')
/** All that they need but PyTorch and its own, so that pip resolves nothing and takes no second PyTorch. */
const requirements = join(projectFolder, 'scripts', 'setup', 'import-matrix.txt')

const stamp = () => hashOf(readFileSync(requirements))

/** @type {import('./run-steps.mjs').Step} */
export const importMatrix = {
  part: 'torchvision, timm, Keras and TensorFlow (import-matrix)',
  essential: true,
  isDone: () => torch.isDone() && readJson(stampFile) === stamp(),
  async run(line) {
    line.now('installing torchvision, timm, Keras and TensorFlow, 500 MB')
    remove(matrixPackages)
    await run(matrixPython, [
      '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:', '--no-deps',
      '--target', matrixPackages, '--requirement', requirements
    ])
    const shown = 'import torchvision, timm, keras; print(torchvision.__version__, timm.__version__, keras.__version__)'
    const versions = (await run(matrixPython, ['-c', shown], { environment: { PYTHONPATH: matrixPackages } })).trim()
    writeJson(stampFile, stamp())
    const [vision, models, keras] = versions.split(' ')
    return { state: 'ok', found: `torchvision ${vision}, timm ${models}, Keras ${keras}`, advice: null }
  }
}
