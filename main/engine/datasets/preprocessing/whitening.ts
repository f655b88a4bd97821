/**
 * ZCA whitening of contrast-normalised images (Goodfellow et al.; the ALL-CNN paper): with C the covariance of the
 * training images and C + εI = V diag(λ) Vᵀ, an image x becomes
 *
 *     V diag(1 / √λ) Vᵀ (x − mean)        ε = 0.1
 *
 * so that directions of variance far above ε come out with variance 1 and noise far below it is not blown up. Of all
 * whitenings it is the one that changes images least, so they still look like images.
 */
import type { Rank, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import { Failure } from '../../../../preload/schema/failure'
import type { Backend } from '../../backends/backend'
import { nativeOf, scoped } from '../../tensors'
import { consecutive, type PixelSource } from '../dataset'
import { contrastNormalised } from './contrast'

const regularisation = 0.1
const imagesPerRead = 500
/** The matrix has the square of this many values, and its eigenvectors take the cube in time: minutes at most. */
const mostValues = 4096

export interface Whitening {
  /** [size]. */
  mean: Float32Array
  /** [size, size], symmetric. */
  matrix: Float32Array
}

export function* contrastNormalisedBatches(
  source: PixelSource,
  size: number
): Generator<{ first: number; images: Float32Array; count: number }> {
  for (let first = 0; first < source.count; first += imagesPerRead) {
    const indices = consecutive(first, Math.min(imagesPerRead, source.count - first))
    yield { first, images: contrastNormalised(source.readPixels(indices), size), count: indices.length }
  }
}

function meanOf(source: PixelSource, size: number): Float32Array {
  const sums = new Float64Array(size)
  for (const { images } of contrastNormalisedBatches(source, size)) {
    for (let i = 0; i < images.length; i++) sums[i % size] += images[i]
  }
  return Float32Array.from(sums, (sum) => sum / source.count)
}

/** @param size values per image @throws Failure when images are too large for it */
export function fitWhitening(backend: Backend, source: PixelSource, size: number): Whitening {
  if (size > mostValues)
    throw new Failure(
      `Whitening takes images of at most ${mostValues} values and these have ${size}; ` +
        'choose another preprocessing, such as channel-means.'
    )
  const { tf } = backend
  const mean = meanOf(source, size)
  return scoped(backend, () => {
    const covariance = tf.variable(tf.zeros<Rank.R2>([size, size]))
    try {
      for (const { images, count } of contrastNormalisedBatches(source, size)) {
        tf.tidy(() => {
          const centred = tf.sub(tf.tensor2d(images, [count, size]), tf.tensor1d(mean))
          covariance.assign(
            tf.add(covariance, tf.div(tf.matMul(centred, centred, true), source.count)) as Tensor2D
          )
        })
      }
      return { mean, matrix: inverseRoot(backend, covariance) }
    } finally {
      covariance.dispose()
    }
  })
}

/** (C + εI)^(−1/2). */
function inverseRoot(backend: Backend, covariance: Tensor2D): Float32Array {
  const { tf } = backend
  const native = nativeOf(backend, 'Whitening')
  const [values, vectors] = native.executeMultipleOutputs('SelfAdjointEigV2', [
    { name: 'compute_v', type: native.binding.TF_ATTR_BOOL, value: true },
    { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT }
  ], [covariance], 2)
  // Rounding may leave eigenvalues just below zero.
  const scale = tf.rsqrt(tf.add(tf.relu(values), regularisation))
  const matrix = tf.matMul(tf.mul(vectors, scale) as Tensor2D, vectors as Tensor2D, false, true)
  return native.read(matrix)
}

/**
 * @param images [count × size], contrast-normalised
 * @returns [count × size]
 */
export function whitener(
  backend: Backend,
  { mean, matrix }: Whitening
): { whiten(images: Float32Array): Float32Array; dispose(): void } {
  const { tf } = backend
  const native = nativeOf(backend, 'Whitening')
  const size = mean.length
  const kernel = tf.tensor2d(matrix, [size, size])
  return {
    whiten: (images) =>
      scoped(backend, () => {
        const centred = tf.sub(tf.tensor2d(images, [images.length / size, size]), tf.tensor1d(mean)) as Tensor2D
        return native.read(tf.matMul(centred, kernel))
      }),
    dispose: () => kernel.dispose()
  }
}
