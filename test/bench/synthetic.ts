/** Examples for figures that do not depend on what is in the images. */
import type { Examples, ImageShape } from '../../main/engine/datasets/dataset'
import { sizeOf } from '../../main/engine/networks/shapes'
import { random } from '../../main/engine/random'

export function synthetic(count: number, shape: ImageShape, classes = 10): Examples {
  const stream = random(1, 'bench images')
  return {
    count,
    images: Float32Array.from({ length: count * sizeOf(shape) }, () => stream.normal()),
    labels: Int32Array.from({ length: count }, (_, i) => i % classes)
  }
}
