/**
 * Training images moved by up to 5 pixels in both directions, what is left empty filled with zeros (the mean, after
 * preprocessing), and mirrored with probability one half. What happens to an example depends on the seed, the epoch and
 * the example alone: not on the order of batches, so that a resumed run does the same again.
 */
import type { Augmentation } from '../../../preload/schema/configuration'
import { random } from '../random'
import type { Examples, ImageShape } from './dataset'

/** As in the ALL-CNN paper. */
const furthest = 5

export interface Movement {
  /** Pixels down and to the right. */
  down: number
  right: number
  mirrored: boolean
}

export function movementOf(
  augmentation: 'shift' | 'shift-flip',
  seed: number,
  epoch: number,
  example: number
): Movement {
  const stream = random(seed, 'augmentation', epoch, example)
  const step = (): number => Math.floor(stream.uniform() * (2 * furthest + 1)) - furthest
  return { down: step(), right: step(), mirrored: stream.uniform() < 0.5 && augmentation === 'shift-flip' }
}

/** Writes the moved image into `target`, which holds zeros; both are [height, width, channels]. */
export function move(
  source: Float32Array,
  target: Float32Array,
  [height, width, channels]: ImageShape,
  { down, right, mirrored }: Movement
): void {
  for (let row = Math.max(0, down); row < Math.min(height, height + down); row++) {
    for (let column = Math.max(0, right); column < Math.min(width, width + right); column++) {
      const across = column - right
      const from = ((row - down) * width + (mirrored ? width - 1 - across : across)) * channels
      const to = (row * width + column) * channels
      for (let channel = 0; channel < channels; channel++) target[to + channel] = source[from + channel]
    }
  }
}

/**
 * A batch as this epoch sees it.
 * @param indices the examples' indices in the data set
 */
export function augmented(
  batch: Examples,
  indices: Int32Array,
  shape: ImageShape,
  augmentation: Augmentation,
  seed: number,
  epoch: number
): Examples {
  if (augmentation === 'none') return batch
  const size = batch.images.length / batch.count
  const images = new Float32Array(batch.images.length)
  indices.forEach((example, i) => {
    const part: [number, number] = [i * size, (i + 1) * size]
    move(
      batch.images.subarray(...part),
      images.subarray(...part),
      shape,
      movementOf(augmentation, seed, epoch, example)
    )
  })
  return { ...batch, images }
}
