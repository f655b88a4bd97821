/**
 * ZCA whitening of contrast-normalised images (Goodfellow et al.; the ALL-CNN paper): with C the covariance of the
 * training images and C + εI = V diag(λ) Vᵀ, an image x becomes
 *
 *     V diag(1 / √λ) Vᵀ (x − mean)        ε = 0.1
 *
 * so that directions of variance far above ε come out with variance 1 and noise far below it is not blown up. Of all
 * whitenings it is the one that changes images least, so they still look like images.
 */
import type { Rank, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node-gpu'
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
  const mean = meanOf(source, size)
  const matrix = scoped(backend, () =>
    source.count < size ? rootOfFewImages(backend, source, mean) : rootOfCovariance(backend, source, mean)
  )
  return { mean, matrix }
}

/** (C + εI)^(−1/2) by the eigenvectors of C [size, size]. */
function rootOfCovariance(backend: Backend, source: PixelSource, mean: Float32Array): Float32Array {
  const { tf } = backend
  const size = mean.length
  const covariance = tf.variable(tf.zeros<Rank.R2>([size, size]))
  try {
    for (const { images } of contrastNormalisedBatches(source, size)) {
      tf.tidy(() => {
        const centred = centredImages(backend, images, mean)
        covariance.assign(tf.add(covariance, tf.div(tf.matMul(centred, centred, true), source.count)) as Tensor2D)
      })
    }
    const { values, vectors } = eigen(backend, covariance)
    const scale = tf.rsqrt(tf.add(values, regularisation))
    return read(backend, tf.matMul(tf.mul(vectors, scale) as Tensor2D, vectors, false, true))
  } finally {
    covariance.dispose()
  }
}

/**
 * The same of fewer images than values. With X [count, size] the centred images over √count, C is XᵀX, XXᵀ is
 * U diag(λ) Uᵀ [count, count], and
 *
 *     (C + εI)^(−1/2) = ε^(−1/2) I − (GUᵀX)ᵀ GUᵀX        G² = diag(1 / (√(λ + ε) √ε (√(λ + ε) + √ε)))
 *
 * A dozen images of 3072 values take 2 seconds by this and 25 by the eigenvectors of C.
 */
function rootOfFewImages(backend: Backend, source: PixelSource, mean: Float32Array): Float32Array {
  const { tf } = backend
  const size = mean.length
  const batches = [...contrastNormalisedBatches(source, size)]
  const centred = tf.concat(batches.map(({ images }) => centredImages(backend, images, mean)))
  const images = tf.div(centred, Math.sqrt(source.count)) as Tensor2D
  const { values, vectors } = eigen(backend, tf.matMul(images, images, false, true))
  const root = tf.sqrt(tf.add(values, regularisation))
  const rootOfRegularisation = Math.sqrt(regularisation)
  const scale = tf.rsqrt(tf.mul(tf.mul(root, rootOfRegularisation), tf.add(root, rootOfRegularisation)))
  const scaled = tf.matMul(tf.mul(vectors, scale) as Tensor2D, images, true, false)
  const identity = tf.div(tf.eye(size), rootOfRegularisation)
  return read(backend, tf.sub(identity, tf.matMul(scaled, scaled, true, false)))
}

/** @returns [count, size] */
const centredImages = (backend: Backend, images: Float32Array, mean: Float32Array): Tensor2D =>
  backend.tf.sub(backend.tf.tensor2d(images, [images.length / mean.length, mean.length]), backend.tf.tensor1d(mean))

const read = (backend: Backend, tensor: Tensor): Float32Array => nativeOf(backend, 'Whitening').read(tensor)

/** @param matrix symmetric and positive semidefinite */
function eigen(backend: Backend, matrix: Tensor2D): { values: Tensor1D; vectors: Tensor2D } {
  const native = nativeOf(backend, 'Whitening')
  const [values, vectors] = native.executeMultipleOutputs('SelfAdjointEigV2', [
    { name: 'compute_v', type: native.binding.TF_ATTR_BOOL, value: true },
    { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT }
  ], [matrix], 2)
  // Rounding may leave eigenvalues just below zero.
  return { values: backend.tf.relu(values as Tensor1D), vectors: vectors as Tensor2D }
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
  const kernel = tf.tensor2d(matrix, [mean.length, mean.length])
  return {
    whiten: (images) =>
      scoped(backend, () => read(backend, tf.matMul(centredImages(backend, images, mean), kernel))),
    dispose: () => kernel.dispose()
  }
}
