/**
 * Models that take images of any height and width (make_dynamic_models.py, make_number_keras_models.py of
 * test/fixtures/python): read for the data set's, with the logits of their own program within 1e-5 of the largest.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../../main/import'
import { sizedFor } from '../../../main/import/any-size'
import { faultOf } from '../../../main/import/fault'
import { checked, differenceIn } from './helpers/checking'
import { farthest, fixtureImages, fixtureLogits, graphLogits, models } from './helpers/logits'

const note = 'images, which may be of any height and width, are 28×28, as in the data set'

describe('a model of images of any size', () => {
  it.each(['any-size-traced.onnx', 'any-size-exported.onnx', 'any-size-keras.keras', 'any-size-keras.h5'])(
    '%s', async (file) => {
      const model = await openModel(join(models, file)).read(null, [28, 28])
      expect(model.notes).toEqual([note])
      const logits = await graphLogits(model, fixtureImages())
      expect(farthest(logits, fixtureLogits(file.slice(0, file.lastIndexOf('.'))))).toBeLessThan(1e-5)
      expect(differenceIn(await checked(model, fixtureImages()))).toBeLessThan(3e-6)
    }
  )

  it.each([
    ['any-size-traced.onnx', 'its input "image"'], ['any-size-exported.onnx', 'its input "image"'],
    ['any-size-keras.h5', 'layer "input_layer" (InputLayer)']
  ])('%s says so where the data set has no size', async (file, what) => {
    await expect(openModel(join(models, file)).read(null)).rejects.toThrow(
      new RegExp(`^${file} cannot be imported: ${what.replace(/[()]/g, '.').replace('input_layer', 'input_layer\\w*')}` +
        ' takes images of any height and width, and the images of the data set are of no size of their own; export ' +
        'the model for one size\\.$')
    )
  })

  it('has height and width where channels leave them', () => {
    const fault = faultOf('model.onnx')
    const shape = (...lengths: (number | null)[]) => sizedFor(lengths, null, [20, 30], 'it', fault)?.shape
    expect(shape(3, null, null)).toEqual([3, 20, 30])
    expect(shape(null, null, 3)).toEqual([20, 30, 3])
    expect(shape(3, 64, null)).toEqual([3, 64, 30])
    expect(shape(64, null, 3)).toEqual([64, 30, 3])
    expect(shape(3, null, 64)).toEqual([3, 20, 64])
    expect(shape(3, 20, 30)).toBeUndefined()
    expect(shape(null, null, null)).toBeUndefined()
  })
})

describe('a file of PyTorch', () => {
  const never = 'a pickle, whose content could be any program, so that it is never opened here; write it as ONNX in ' +
    'Python: import torch; '
  const end = ', with the size of your images.'

  it.each(['pickled.pt', 'legacy.pt'])('%s is never opened', async (file) => {
    const read = async () => openModel(join(models, file)).read(null)
    await expect(read()).rejects.toThrow(
      `${file} cannot be imported: it is ${never}model.load_state_dict(torch.load("${file}")); ` +
        `torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), "model.onnx")${end}`
    )
  })

  it('is a program of TorchScript', async () => {
    await expect(openModel(join(models, 'scripted.pt')).read(null)).rejects.toThrow(
      `scripted.pt cannot be imported: it is a program of TorchScript with ${never}model = ` +
        'torch.jit.load("scripted.pt"); torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), "model.onnx", ' +
        `dynamo=False)${end}`
    )
  })
})
