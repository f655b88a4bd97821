/** Preprocessing told in words and numbers, so that another program can do it to a byte x of an image. */
import type { DataSettings, Preprocessing } from '../../preload/schema/configuration'
import type { PreprocessingNumbers } from '../engine/datasets'
import { publishedLength, publishedValues } from '../engine/datasets/preprocessing/contrast'
import type { Provenance } from './model'

const words: Record<Preprocessing, string> = {
  unit: 'x / 255',
  standardised: '(x / 255 − mean) / deviation, with mean and deviation of all values of the training images',
  'channel-means':
    '(x / 255 − mean of its channel) / deviation, ' +
    'with the channels’ means over the training images and one deviation for all',
  'contrast-whitened':
    'each image’s own mean is subtracted from its bytes and the image is scaled to the length ' +
    `${publishedLength} √(values / ${publishedValues}); then (image − preprocessing/mean) · preprocessing/matrix, ` +
    'ZCA whitening of the training images, values in the order height × width × channels'
}

const cut = (size: number): string =>
  `the shorter side of an image is resized to ${size} pixels and the middle square is cut out; then `

/** @param numbers null where the data set's files are not at hand */
export function describePreprocessing(
  { dataset, preprocessing, imageSize }: DataSettings,
  numbers: PreprocessingNumbers | null
): Provenance['preprocessing'] {
  const told = (dataset === 'image-folder' ? cut(imageSize) : '') + words[preprocessing]
  const common = {
    name: preprocessing,
    words:
      numbers === null ? `${told} (the data set’s files were not at hand, so its numbers are not given here)` : told
  }
  if (numbers === null) return { description: { ...common, mean: null, deviation: null, arrays: [] }, arrays: [] }
  if (numbers.kind === 'scaling')
    return { description: { ...common, mean: numbers.means, deviation: numbers.deviation, arrays: [] }, arrays: [] }
  const size = numbers.mean.length
  const arrays = [
    { name: 'preprocessing/mean', shape: [size], values: numbers.mean },
    { name: 'preprocessing/matrix', shape: [size, size], values: numbers.matrix }
  ]
  return { description: { ...common, mean: null, deviation: null, arrays: arrays.map(({ name }) => name) }, arrays }
}
