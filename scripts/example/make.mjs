/**
 * Makes `resources/example.br`: trains the example's runs in stores of their own, evaluates them, leaves out what only
 * this machine has, and packs them. The figures are the same whenever it is done on the same processor; times differ.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
// @ts-expect-error Node itself leaves the types out; only the compiler minds the name.
import { encodeFrame } from '../../preload/contract/frames.ts'
import { passThrough } from '../launch/pass-through.mjs'
import { outFolder, projectFolder } from '../setup/places.mjs'
import { exampleRuns, rules } from './runs.mjs'
import { trim } from './trim.mjs'

const folder = mkdtempSync(join(tmpdir(), 'maskscope-example-'))
const mostBytes = 3_000_000
/** A window as long as all files finds the masks of one moment in those of another, and what runs have in common. */
const packing = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } }

/** @param {string} store @param {string[]} parameters of the command line */
async function maskscope(store, ...parameters) {
  // On the CPU, which gives the same numbers twice.
  const environment = { CUDA_VISIBLE_DEVICES: '-1', MASKSCOPE_STORE: store }
  const code = await passThrough(process.execPath, [join(outFolder, 'main', 'cli.js'), ...parameters], environment)
  if (code !== 0) throw new Error(`maskscope ${parameters.join(' ')} ended with ${code}`)
}

/** @param {import('./runs.mjs').ExampleRun} run @returns {Promise<string>} its file */
async function make(run) {
  const store = join(folder, run.id)
  await maskscope(store, ...run.command, '--name', run.name)
  for (const at of run.evaluated) {
    for (const rule of rules) await maskscope(store, 'evaluate', 'latest', '--at', at, ...rule)
  }
  await maskscope(store, 'evaluate', 'latest', '--at', 'final', '--sweep')
  const [trained] = readdirSync(join(store, 'runs'))
  const file = join(folder, `${run.id}.maskrun`)
  trim(join(store, 'runs', trained ?? ''), file, run)
  return file
}

try {
  const runs = []
  for (const run of exampleRuns) runs.push({ id: run.id, file: readFileSync(await make(run)) })
  const archive = brotliCompressSync(encodeFrame({ runs }), packing)
  process.stdout.write(`The example takes ${archive.length} bytes.\n`)
  if (archive.length > mostBytes) throw new Error(`the example may take ${mostBytes} bytes; keep less of its runs`)
  writeFileSync(join(projectFolder, 'resources', 'example.br'), archive)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
