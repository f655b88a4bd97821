/** Preprocessing told in words and numbers, so that another program can do it to a byte x of an image. */
import {
  scaleOf, type DataSettings, type Preprocessing, type PreprocessingName, type PreprocessingScale
} from '../../preload/schema/configuration'
import { elementOf } from '../../preload/schema/element'
import type { PreprocessingNumbers } from '../engine/datasets'
import { publishedLength, publishedValues } from '../engine/datasets/preprocessing/contrast'
import type { PreprocessingDescription } from '../interchange/metadata'
import type { Provenance } from './model'

/** Where a rule in short says it better than numbers do. */
const words: Partial<Record<Preprocessing, string>> & Record<Exclude<PreprocessingName, 'imagenet'>, string> = {
  unit: 'x / 255',
  raw: 'x as it is, 0 to 255',
  symmetric: 'x / 127.5 − 1',
  standardised: '(x / 255 − mean) / deviation, with mean and deviation of all values of the training images',
  'channel-means':
    '(x / 255 − mean of its channel) / deviation, ' +
    'with the channels’ means over the training images and one deviation for all',
  'contrast-whitened':
    'each image’s own mean is subtracted from its bytes and the image is scaled to the length ' +
    `${publishedLength} √(values / ${publishedValues}); then (image − preprocessing/mean) · preprocessing/matrix, ` +
    'ZCA whitening of the training images, values in the order height × width × channels'
}

/** "(x / 255 − mean) / std with mean 0.5 and std 0.25" */
function toldWords({ scale, mean, std }: PreprocessingScale): string {
  const order = Math.max(mean.length, std.length) > 1 ? ' of the channels in their order' : ''
  const scaled = scale === 1 ? 'x' : `x / ${scale}`
  return `(${scaled} − mean) / std with mean ${mean.join(', ')} and std ${std.join(', ')}${order}`
}

function wordsOf(preprocessing: Preprocessing): string {
  const short = words[preprocessing]
  if (short !== undefined) return short
  const numbers = scaleOf(preprocessing)
  if (numbers === null) throw new Error(`the preprocessing ${preprocessing} has no numbers`)
  return toldWords(numbers)
}

/** As other programs read it, of x / 255 whatever it was stated of. */
function ofUnits({ scale, mean, std }: PreprocessingScale): Pick<PreprocessingDescription, 'mean' | 'deviation'> {
  const units = (values: readonly number[]): number[] => values.map((value) => value * (scale / 255))
  return { mean: units(mean), deviation: std.length === 1 ? elementOf(units(std), 0) : units(std) }
}

const cut = (size: number): string =>
  `the shorter side of an image is resized to ${size} pixels and the middle square is cut out; then `

/** @param numbers null where the data set's files are not at hand */
export function describePreprocessing(
  { dataset, preprocessing, imageSize }: DataSettings,
  numbers: PreprocessingNumbers | null
): Provenance['preprocessing'] {
  const told = (dataset === 'image-folder' ? cut(imageSize) : '') + wordsOf(preprocessing)
  const common = {
    name: preprocessing,
    words:
      numbers === null ? `${told} (the data set’s files were not at hand, so its numbers are not given here)` : told
  }
  if (numbers === null) return { description: { ...common, mean: null, deviation: null, arrays: [] }, arrays: [] }
  if (numbers.kind === 'scaling')
    return { description: { ...common, ...ofUnits(numbers), arrays: [] }, arrays: [] }
  const size = numbers.mean.length
  const arrays = [
    { name: 'preprocessing/mean', shape: [size], values: numbers.mean },
    { name: 'preprocessing/matrix', shape: [size, size], values: numbers.matrix }
  ]
  return { description: { ...common, mean: null, deviation: null, arrays: arrays.map(({ name }) => name) }, arrays }
}
