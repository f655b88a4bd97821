/**
 * ZCA whitening of contrast-normalised images (Goodfellow et al.; the ALL-CNN paper): with C the covariance of the
 * training images and C + εI = V diag(λ) Vᵀ, an image x becomes
 *
 *     V diag(1 / √λ) Vᵀ (x − mean)        ε = 0.1
 *
 * so that directions of variance far above ε come out with variance 1 and noise far below it is not blown up. Of all
 * whitenings it is the one that changes images least, so they still look like images.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { NamedTensorMap, Rank, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-node-gpu'
import { Failure } from '../../../../preload/schema/failure'
import type { Backend } from '../../backends/backend'
import { computed } from '../../tensors'
import { consecutive, type PixelSource } from '../dataset'
import { contrastNormalised } from './contrast'
import { symmetricEigen } from '../../numerics/symmetric-eigen'

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

async function meanOf(source: PixelSource, size: number): Promise<Float32Array> {
  const sums = new Float64Array(size)
  for (const { images } of contrastNormalisedBatches(source, size)) {
    for (let i = 0; i < images.length; i++) sums[i % size] += images[i]
    await turn()
  }
  return Float32Array.from(sums, (sum) => sum / source.count)
}

/**
 * Takes minutes where images are of thousands of values; others may work meanwhile.
 * @param size values per image
 * @throws Failure when images are too large for it
 */
export async function fitWhitening(backend: Backend, source: PixelSource, size: number): Promise<Whitening> {
  if (size > mostValues)
    throw new Failure(
      `Whitening takes images of at most ${mostValues} values and these have ${size}; ` +
        'choose another preprocessing, such as channel-means.'
    )
  const mean = await meanOf(source, size)
  const matrix = await (source.count < size ? rootOfFewImages : rootOfCovariance)(backend, source, mean)
  return { mean, matrix }
}

/** (C + εI)^(−1/2) by the eigenvectors of C [size, size]. */
async function rootOfCovariance(backend: Backend, source: PixelSource, mean: Float32Array): Promise<Float32Array> {
  const { tf } = backend
  const covariance = await covarianceOf(backend, source, mean)
  const spectrum = await eigen(backend, covariance).finally(() => { covariance.dispose() })
  return copied(backend, spectrum, ({ values, vectors }) => {
    const scale = tf.rsqrt(tf.add(values, regularisation))
    return tf.matMul(tf.mul(vectors, scale) as Tensor2D, vectors, false, true)
  })
}

async function covarianceOf(
  backend: Backend, source: PixelSource, mean: Float32Array
): Promise<Variable<Rank.R2>> {
  const { tf } = backend
  const size = mean.length
  backend.activate()
  const covariance = tf.tidy(() => tf.variable(tf.zeros<Rank.R2>([size, size])))
  for (const { images } of contrastNormalisedBatches(source, size)) {
    backend.activate()
    tf.tidy(() => {
      const centred = centredImages(backend, images, mean)
      covariance.assign(tf.add(covariance, tf.div(tf.matMul(centred, centred, true), source.count)) as Tensor2D)
    })
    await turn()
  }
  return covariance
}

/**
 * The same of fewer images than values. With X [count, size] the centred images over √count, C is XᵀX, XXᵀ is
 * U diag(λ) Uᵀ [count, count], and
 *
 *     (C + εI)^(−1/2) = ε^(−1/2) I − (GUᵀX)ᵀ GUᵀX        G² = diag(1 / (√(λ + ε) √ε (√(λ + ε) + √ε)))
 *
 * A dozen images of 3072 values take 2 seconds by this and 25 by the eigenvectors of C.
 */
async function rootOfFewImages(backend: Backend, source: PixelSource, mean: Float32Array): Promise<Float32Array> {
  const { tf } = backend
  const size = mean.length
  backend.activate()
  const { images, products } = tf.tidy(() => {
    const batches = [...contrastNormalisedBatches(source, size)]
    const centred = tf.concat(batches.map(({ images: some }) => centredImages(backend, some, mean)))
    const scaled = tf.div(centred, Math.sqrt(source.count)) as Tensor2D
    return { images: scaled, products: tf.matMul(scaled, scaled, false, true) as Tensor2D }
  })
  const spectrum = await eigen(backend, products).finally(() => { products.dispose() })
  return copied(backend, { ...spectrum, images }, ({ values, vectors }) => {
    const root = tf.sqrt(tf.add(values, regularisation))
    const rootOfRegularisation = Math.sqrt(regularisation)
    const scale = tf.rsqrt(tf.mul(tf.mul(root, rootOfRegularisation), tf.add(root, rootOfRegularisation)))
    const scaled = tf.matMul(tf.mul(vectors, scale) as Tensor2D, images, true, false)
    const identity = tf.div(tf.eye(size), rootOfRegularisation)
    return tf.sub(identity, tf.matMul(scaled, scaled, true, false))
  })
}

/** @returns [count, size] */
const centredImages = (backend: Backend, images: Float32Array, mean: Float32Array): Tensor2D =>
  backend.tf.sub(backend.tf.tensor2d(images, [images.length / mean.length, mean.length]), backend.tf.tensor1d(mean))

/** Numbers of what `work` makes of tensors, which it is the last to need. */
async function copied<T extends NamedTensorMap>(
  backend: Backend, tensors: T, work: (tensors: T) => Tensor
): Promise<Float32Array> {
  try {
    return await computed(
      backend, () => ({ result: work(tensors) }), async ({ result }) => (await backend.read(result)).slice()
    )
  } finally {
    backend.tf.dispose(tensors)
  }
}

type Eigen = { values: Tensor1D; vectors: Tensor2D }

/**
 * By native TensorFlow where it is there: it is faster, and whitens a data set to the same values as ever.
 * @param matrix symmetric and positive semidefinite
 * @returns eigenvectors as columns, for the caller to dispose of
 */
async function eigen(backend: Backend, matrix: Tensor2D): Promise<Eigen> {
  const { native, tf } = backend
  if (native === null) {
    const size = matrix.shape[0]
    const { values, vectors } = await symmetricEigen(await backend.read(matrix), size)
    backend.activate()
    // Its vectors are rows here. Rounding may leave values just below zero.
    return tf.tidy(() => ({
      values: tf.relu(tf.tensor1d(Float32Array.from(values))),
      vectors: tf.transpose(tf.tensor2d(Float32Array.from(vectors), [size, size])) as Tensor2D
    }))
  }
  backend.activate()
  return tf.tidy(() => {
    const [values, vectors] = native.executeMultipleOutputs('SelfAdjointEigV2', [
      { name: 'compute_v', type: native.binding.TF_ATTR_BOOL, value: true },
      { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT }
    ], [matrix], 2)
    return { values: tf.relu(values as Tensor1D), vectors: vectors as Tensor2D }
  })
}

/**
 * @param images [count × size], contrast-normalised
 * @returns [count × size]
 */
export function whitener(
  backend: Backend,
  { mean, matrix }: Whitening
): { whiten(images: Float32Array): Promise<Float32Array>; dispose(): void } {
  const { tf } = backend
  backend.activate()
  const kernel = tf.tensor2d(matrix, [mean.length, mean.length])
  return {
    whiten: (images) =>
      copied(backend, {}, () => tf.matMul(centredImages(backend, images, mean), kernel)),
    dispose: () => kernel.dispose()
  }
}
