/** Takes one model through the product: made, imported, its masks and logits fetched, compared. */
import { spawn } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { programEnvironment } from '../launch/program-environment.mjs'
import { lastLine } from '../setup/fault.mjs'
import { remove } from '../setup/files.mjs'
import { matrixPackages, matrixPython } from '../setup/import-matrix.mjs'
import { ownNode } from '../setup/own-node.mjs'
import { outFolder, projectFolder } from '../setup/places.mjs'

/** @typedef {import('./results.mjs').Model} Model */
/** @typedef {import('./results.mjs').Result} Result */

/** A program that hangs ends the model, not the matrix. */
const limitMinutes = 20
/** Training examples whose logits the product is asked for; its export answers to all images. */
const askedExamples = ['7']

/** A program that ended with a code of its own; the sentence is the last line that it said. */
class Ended extends Error {}

/**
 * @param {string} program @param {string[]} parameters @param {Record<string, string>} environment
 * @returns {Promise<string>} standard output
 */
function output(program, parameters, environment) {
  const child = spawn(program, parameters, {
    env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMinutes * 60_000
  })
  const end = () => void child.kill('SIGKILL')
  process.once('exit', end)
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk) => { said += chunk })
  child.stderr.on('data', (chunk) => { complained = (complained + chunk).slice(-65_536) })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.removeListener('exit', end)
      if (code === 0) resolve(said)
      else if (signal !== null) reject(new Ended(`ended by ${signal} after at most ${limitMinutes} minutes`))
      else reject(new Ended(lastLine(complained)))
    })
  })
}

/** @param {string[]} parameters */
export const python = (...parameters) => {
  const [script = '', ...given] = parameters
  return output(matrixPython, [join(projectFolder, 'scripts', 'import-matrix', script), ...given], {
    PYTHONPATH: matrixPackages, CUDA_VISIBLE_DEVICES: '-1', PYTHONDONTWRITEBYTECODE: '1'
  })
}

/** @param {string} store @param {string[]} parameters of the command line */
const maskscope = (store, ...parameters) =>
  output(ownNode() ?? process.execPath, [join(outFolder, 'main', 'cli.js'), ...parameters], {
    ...programEnvironment(), CUDA_VISIBLE_DEVICES: '-1', MASKSCOPE_STORE: store,
    // The Python whose Keras made the file checks what TensorFlow.js cannot run.
    MASKSCOPE_PYTHON: matrixPython, PYTHONPATH: matrixPackages
  })

/**
 * @param {Model} model @param {string} folder an empty one of its own, which is removed again
 * @returns {Promise<Result>}
 */
export async function outcomeOf(model, folder) {
  const began = performance.now()
  const file = join(folder, model.file)
  /** @param {'refused' | 'failed'} state @param {unknown} error @returns {Result} */
  const ended = (state, error) => {
    if (!(error instanceof Ended)) throw error
    return { state, sentence: error.message, ...taken() }
  }
  const bytes = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0
  const beside = () => statSync(`${file}.data`, { throwIfNoEntry: false })?.size ?? 0
  const taken = () => ({ seconds: (performance.now() - began) / 1000, bytes: bytes() + beside() })
  try {
    try {
      await python('make_model.py', model.key, folder)
    } catch (error) {
      return ended('failed', error)
    }
    const images = ['--data', 'image-folder', '--data-dir', join(folder, 'images')]
    const told = model.preprocessing === null ? [] : ['--preprocessing', model.preprocessing]
    let shown = ''
    try {
      shown = await maskscope(join(folder, 'store'), 'import', file, ...images, ...told)
    } catch (error) {
      return ended('refused', error)
    }
    try {
      const check = shown.split('\n').find((line) => /^(checked|could not be checked)/.test(line)) ?? 'not checked'
      return { state: 'read', check, ...await compared(folder), ...taken() }
    } catch (error) {
      return ended('failed', error)
    }
  } finally {
    remove(folder)
  }
}

/** @param {string} folder with a store of one run */
async function compared(folder) {
  const store = join(folder, 'store')
  await maskscope(store, 'masks', 'latest', '--snapshot', '1', '--out', join(folder, 'masks.npz'))
  /** @type {Record<string, number[]>} */
  const logits = {}
  for (const example of askedExamples) {
    const images = ['--data-dir', join(folder, 'images')]
    const asked = ['latest', '--example', example, '--rule', 'relu', '--json']
    const said = await maskscope(store, 'what-if', ...asked, ...images)
    logits[example] = /** @type {{ before: { logits: number[] } }} */ (JSON.parse(said)).before.logits
  }
  writeFileSync(join(folder, 'logits.json'), JSON.stringify(logits))
  const exportFault = await exported(folder)
  const given = exportFault === null ? ['--exported'] : []
  /** @type {{ logits: number, own: number, exported: number | null, masks: import('./results.mjs').Masks }} */
  const found = JSON.parse(await python('compare.py', folder, ...given))
  return { ...found, exportFault }
}

/** @param {string} folder @returns {Promise<string | null>} why there is no export */
async function exported(folder) {
  try {
    await maskscope(join(folder, 'store'), 'export', 'latest', '--format', 'onnx', '--out', join(folder, 'export'))
    return null
  } catch (error) {
    if (error instanceof Ended) return error.message
    throw error
  }
}
