import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeSignatures } from '../../../main/engine/executors/graph/signatures'
import { withoutNotes } from '../../../main/trainer/native-notes'
import { temporaryFolder } from '../../fixtures/temporary'
import { small } from '../engine/helpers/examples'

const addon = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu')

/** A process of its own, since only a process' first graph is remarked on. */
function runGraph(then: string): string {
  const folder = temporaryFolder()
  const request = { network: small, seed: 1, precision: 'float32' } as const
  writeFileSync(join(folder, 'saved_model.pb'), writeSignatures(request, [], { towers: 1, fused: false }).model)
  const script = `
    Object.assign(require('node:util'), { isNullOrUndefined: (value) => value == null, isArray: Array.isArray })
    const tf = require(${JSON.stringify(addon)})
    tf.node.loadSavedModel(${JSON.stringify(folder)}, ['serve'], 'reset').then((reset) => {
      reset.predict({})
      ${then}
    })`
  const { stderr } = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8', env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  })
  return stderr
}

it('leaves nothing of what TensorFlow remarks on at a process’ first graph', () => {
  const written = runGraph('')
  expect(written).toContain('MLIR V1 optimization pass is not enabled')
  expect(withoutNotes(written)).toBe('')
})

it('leaves an error of JavaScript and one of TensorFlow', () => {
  expect(withoutNotes(runGraph("throw new Error('out of coffee')"))).toContain('out of coffee')
  const fatal = 'F0000 00:00:1795633419.467044   20046 tensor.cc:10] Check failed: 1 == 2'
  const old = '2026-11-25 17:47:09.941953: E tensorflow/core/x.cc:210] failed'
  const note = 'W0000 00:00:1795633419.467044   20046 gpu_device.cc:401] Cannot dlopen some GPU libraries.'
  expect(withoutNotes([note, fatal, note, old, ''].join('\n'))).toBe([fatal, old, ''].join('\n'))
})
