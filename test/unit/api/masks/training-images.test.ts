import { expect, it } from 'vitest'
import { TrainingImages } from '../../../../main/api/masks/training-images'
import { defaultConfiguration } from '../../../../preload/contract'
import { folderWith } from '../../../fixtures/datasets/folder'
import { png } from '../../../fixtures/datasets/png'

const picture = (value: number): Buffer =>
  png({ colour: 2, depth: 8, interlaced: false }, 12, 8, (_row, _column, channel) => value + channel)

it('photographs of a run are looked at, and their classes known, without a process that computes', async () => {
  const store = folderWith({
    'datasets/image-folder/train/ant/a.png': picture(10),
    'datasets/image-folder/train/bee/b.png': picture(200),
    'datasets/image-folder/val/bee/c.png': picture(90)
  })
  const images = new TrainingImages(store)
  const configuration = { ...defaultConfiguration('sgd', 'image-folder', 'all-cnn-mini'), imageSize: 8 }
  expect([...await images.labels(configuration) ?? []]).toEqual([0, 1])
  const { shape, readPixels } = await images.open(configuration)
  expect(shape).toEqual([8, 8, 3])
  expect([...readPixels(Int32Array.of(1)).subarray(0, 3)]).toEqual([200, 201, 202])
})
