/**
 * Models that Keras wrote, and graphs as two exporters to ONNX write them, give the logits that their own program gives
 * (make_models.py, make_keras_models.py and make_onnx_models.py of test/fixtures/python): 1e-5 of the largest, as
 * float32 sums in another order differ.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../../main/import'
import { farthest, fixtureImages, fixtureLogits, graphLogits, models } from './helpers/logits'

describe('a foreign model gives the logits of its own program', () => {
  it.each([
    ['sequential.keras', 'keras'], ['sequential.h5', 'h5'], ['functional.keras', 'keras'], ['functional.h5', 'h5'],
    ['nested.keras', 'keras'], ['nested.h5', 'h5'], ['older-nested.keras', 'keras'], ['older-nested.h5', 'h5'],
    ['grey.keras', 'keras'], ['flat.h5', 'h5'], ['packed.h5', 'h5'], ['alone.keras', 'keras'], ['alone.h5', 'h5'],
    ['gates.keras', 'keras'], ['older-gates.keras', 'keras'],
    ['channels-first.keras', 'keras'], ['channels-first-turned.h5', 'h5'],
    ['torch-like.onnx', 'onnx'], ['tensorflow-like.onnx', 'onnx'], ['borders.onnx', 'onnx'],
    ['today.onnx', 'onnx'], ['scales.onnx', 'onnx'], ['groups.onnx', 'onnx'], ['functions.onnx', 'onnx'],
    ['steps.onnx', 'onnx'], ['shuffle.onnx', 'onnx'], ['slopes.onnx', 'onnx'],
    ['standardised.onnx', 'onnx'], ['normalised.onnx', 'onnx'], ['largest.onnx', 'onnx'], ['zeros.onnx', 'onnx'],
    ['largest-keras.keras', 'keras'],
    ['prelu.keras', 'keras'], ['prelu.h5', 'h5']
  ])('%s', async (file, format) => {
    const model = await openModel(join(models, file)).read(null)
    expect(model.format).toBe(format)
    expect(model.preprocessing).toBeNull()
    expect(
      farthest(await graphLogits(model, fixtureImages()), fixtureLogits(file.slice(0, file.lastIndexOf('.'))))
    ).toBeLessThan(1e-5)
  })
})
