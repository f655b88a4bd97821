/** The check of an import where CUDA computes the run: it leaves the GPU alone, and gives the backend back. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { inMemory, type DataSet } from '../../../../main/engine/datasets/dataset'
import { EagerExecutor } from '../../../../main/engine/executors/eager/executor'
import { openModel } from '../../../../main/import'
import { faultOf } from '../../../../main/import/fault'
import { checkImport } from '../../../../main/trainer/import-check'
import { differenceIn, withChanged } from '../helpers/checking'
import { fixtureImages, models } from '../helpers/logits'

describe.each(['torch-like.onnx', 'sequential.keras'])('%s', (file) => {
  const examples = inMemory(fixtureImages())
  const data = { train: examples, test: examples } as DataSet
  const fault = faultOf('the file')

  it('is checked in WebAssembly, not by the executor of the run', async () => {
    const backend = nativeBackend()
    const model = await openModel(join(models, file)).read(null)
    const kernel = [...model.weights.keys()][0]
    const wrong = withChanged(model, kernel, (value) => value + 1)
    const coarse = new EagerExecutor(backend, wrong.network, wrong.weights, 1)
    await expect(checkImport(model, data, backend, coarse, fault)).rejects.toThrow('another network')
    const said = await checkImport(model, data, { ...backend, name: 'tensorflow-gpu' }, coarse, fault)
    expect(differenceIn(said)).toBeLessThan(3e-6)
    expect(backend.tf.getBackend()).toBe('tensorflow')
    coarse.dispose()
  })
})
