/** What a file calls an array of weights: Keras 2 writes a number behind its name, Keras 3 the model's before it. */
import { shown, type Fault } from '../fault'

/** What Keras 3 calls arrays that had another name before. */
const newerNames: Readonly<Record<string, readonly string[]>> = { depthwise_kernel: ['kernel'] }

const withoutNumber = (name: string): string => name.replace(/:\d+$/, '')

/** Finds a layer's arrays by their names in a file. */
export class WeightNames {
  readonly #fault: Fault
  /** Whose an array is, by its place. */
  readonly #owners = new Map<string, string>()

  constructor(fault: Fault) {
    this.#fault = fault
  }

  /**
   * The one of these names that is a layer's: behind the names of the models that it is in, as far as they are written.
   * @param place where these names are used
   * @param path the layer's name behind those of the models that it is in
   * @throws Failure where two could be, and where it is another layer's already
   */
  find(names: readonly string[], place: string, path: readonly string[], weight: string): string | undefined {
    for (const name of [weight, ...newerNames[weight] ?? []]) {
      for (let from = 0; from < path.length; from++) {
        const found = this.#only(names, [...path.slice(from), name].join('/'))
        if (found !== undefined) return this.#own(found, place, path)
      }
    }
    return undefined
  }

  #own(name: string, place: string, path: readonly string[]): string {
    const layer = path.join('/')
    const owner = this.#owners.get(`${place}/${name}`) ?? layer
    if (owner !== layer)
      throw this.#fault(
        `its array "${shown(name)}" could be the weights of two layers, "${shown(owner)}" and "${shown(layer)}"`
      )
    this.#owners.set(`${place}/${name}`, layer)
    return name
  }

  /** Whole or behind others. */
  #only(names: readonly string[], wanted: string): string | undefined {
    const same = names.filter((name) => withoutNumber(name) === wanted)
    const found = same.length > 0 ? same : names.filter((name) => withoutNumber(name).endsWith(`/${wanted}`))
    if (found.length > 1)
      throw this.#fault(
        `two of its arrays could be the weights "${shown(wanted)}": "${shown(found[0])}", "${shown(found[1])}"`
      )
    return found[0]
  }
}
