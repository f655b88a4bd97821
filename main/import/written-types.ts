/** In which types a file has its weights and computes, where that is not float32: what an import says of it. */
import type { NumberType } from '../interchange/number-types'

/** `quantized …`: whole numbers with a scale. */
export type WrittenType = NumberType | `quantized ${string}`

export class WrittenTypes {
  readonly #weights = new Set<WrittenType>()
  readonly #computing = new Set<NumberType>()

  /** Of an array of weights that is used. */
  addWeights(type: WrittenType): void {
    this.#weights.add(type)
  }

  /** Of what is computed between weights. */
  addComputing(type: NumberType): void {
    this.#computing.add(type)
  }

  /** Types that the file rounds to between its operators. */
  get computing(): NumberType[] {
    return without32(this.#computing)
  }

  /** Sentences that begin small and end without a full stop. @param program whose own arithmetic it is */
  notes(program: string): string[] {
    const [weights, computing] = [without32(this.#weights), this.computing]
    const some = this.#weights.has('float32') ? 'some weights' : 'weights'
    const kept = weights.includes('float64') ? 'float32, to which float64 is rounded' : 'float32'
    return [
      ...weights.length > 0 ? [`${some} were ${listed(weights)} and are kept as ${kept}`] : [],
      ...computing.length > 0
        ? [
          `${program} computes in ${listed(computing)}, and here it is computed in float32, so logits differ by ` +
            'rounding'
        ]
        : []
    ]
  }
}

const without32 = <T extends WrittenType>(types: ReadonlySet<T>): T[] => [...types].filter((type) => type !== 'float32')
const listed = (types: readonly string[]): string => types.join(' and ')
