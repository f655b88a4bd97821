#!/usr/bin/env node
/**
 * `npm run import-matrix [-- OPTION …]` (`--help`): makes models of PyTorch, timm and Keras with random weights,
 * imports each, and compares logits and masks with what its framework computes.
 */
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runMatrix } from './import-matrix/matrix.mjs'
import { build } from './setup/build.mjs'
import { fusedOperations } from './setup/fused-operations.mjs'
import { importMatrix } from './setup/import-matrix.mjs'
import { nativeTensorFlow } from './setup/native-tensorflow.mjs'
import { nodePackages } from './setup/node-packages.mjs'
import { runSteps } from './setup/run-steps.mjs'
import { torch } from './setup/torch.mjs'

const help = `npm run import-matrix [-- OPTION …]

  --only NAME    a model, by its key, its name, or its family; as often as wanted
  --out FOLDER   keeps results, from which a stopped matrix goes on (default: a folder for temporary files)
  --again        tries models that have a result again
  --report       writes the table of all results of the folder into docs/imports.md
  --list         prints the keys of the models
  --help

The first time PyTorch and its libraries, torchvision, timm, Keras and TensorFlow are installed: 4 GB are fetched, 8 GB
of disk. It ends with 1 where a model is read and computes something else than its framework.
`

/** @returns {import('./import-matrix/matrix.mjs').Options | null} null where help is asked for */
function given() {
  const options = /** @type {const} */ ({
    only: { type: 'string', multiple: true }, out: { type: 'string' },
    again: { type: 'boolean', default: false }, report: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false }, help: { type: 'boolean', default: false }
  })
  const { values } = parseArgs({ options })
  if (values.help) return null
  const out = resolve(values.out ?? join(tmpdir(), 'maskscope-import-matrix'))
  return { out, only: values.only ?? [], again: values.again, report: values.report, list: values.list }
}

async function main() {
  const options = given()
  if (options === null) {
    process.stdout.write(help)
    return 0
  }
  const steps = [nodePackages, nativeTensorFlow, fusedOperations, build, torch, importMatrix]
  if (!await runSteps(steps, { stream: process.stderr, quiet: true })) return 1
  // As an exit, which ends the running program and removes what is half done; results stay.
  for (const [signal, code] of /** @type {const} */ ([['SIGHUP', 129], ['SIGINT', 130], ['SIGTERM', 143]]))
    process.on(signal, () => process.exit(code))
  return runMatrix(options)
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
