/** Principal components, each with mean square 1 in the examples that they were taken from. */
import { symmetricEigen } from '../numerics/symmetric-eigen'
import { addOuter, mirror } from '../numerics/gram'

/** Of the largest eigenvalue of a covariance: directions with less are as good as constant. */
const negligible = 1e-14

export interface Whitening {
  /** [size]. */
  mean: Float64Array
  /** [components, size], divided by the deviation along each; 0 where there is none. */
  directions: Float64Array
  components: number
}

/** The first components of examples. @param values [count, size] */
export async function whiteningOf(
  values: Float64Array, count: number, size: number, components: number
): Promise<Whitening> {
  const mean = new Float64Array(size)
  for (let at = 0; at < values.length; at++) mean[at % size] += values[at] / count
  const centred = values.map((value, at) => value - mean[at % size])
  const gram = new Float64Array(size * size)
  for (let row = 0; row < count; row++) addOuter(gram, centred.subarray(row * size, (row + 1) * size))
  mirror(gram, size)
  const spectrum = await symmetricEigen(gram.map((value) => value / count), size)
  const order = [...spectrum.values.keys()].sort((a, b) => spectrum.values[b] - spectrum.values[a])
  const largest = spectrum.values[order[0]]
  const directions = new Float64Array(components * size)
  for (let c = 0; c < components; c++) {
    const variance = spectrum.values[order[c]]
    if (variance <= negligible * largest) continue
    for (let i = 0; i < size; i++)
      directions[c * size + i] = spectrum.vectors[order[c] * size + i] / Math.sqrt(variance)
  }
  return { mean, directions, components }
}

/** Examples [count, size] by their components [count, components]; they need not be those of the whitening. */
export function projected({ mean, directions, components }: Whitening, values: Float64Array): Float64Array {
  const size = mean.length
  return Float64Array.from({ length: (values.length / size) * components }, (_, at) => {
    const [row, component] = [Math.floor(at / components), at % components]
    let sum = 0
    for (let i = 0; i < size; i++) sum += (values[row * size + i] - mean[i]) * directions[component * size + i]
    return sum
  })
}

/** The first components of examples, by themselves. @param values [count, size] */
export const whitened = async (
  values: Float64Array, count: number, size: number, components: number
): Promise<Float64Array> => projected(await whiteningOf(values, count, size, components), values)
