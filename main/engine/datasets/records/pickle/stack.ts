/** The values that a pickle's instructions have made so far, as every reader of pickles keeps them. */
import { PickleProblem, type PickleDictionary, type PickleValue } from './values'

const mark = Symbol('mark')
/** An instruction that takes what is not there. */
const misformed = (): PickleProblem => new PickleProblem('is not whole as a pickle')

/** Every method throws a PickleProblem where it does not find what it takes. */
export class PickleStack {
  readonly #values: (PickleValue | typeof mark)[] = []
  readonly #kept = new Map<number, PickleValue>()

  push(value: PickleValue): void {
    this.#values.push(value)
  }

  pop(): PickleValue {
    const value = this.#values.pop()
    if (value === undefined || value === mark) throw misformed()
    return value
  }

  get top(): PickleValue {
    const value = this.#values.at(-1)
    if (value === undefined || value === mark) throw misformed()
    return value
  }

  mark(): void {
    this.#values.push(mark)
  }

  /** All values since the last mark, which goes with them. */
  popToMark(): PickleValue[] {
    const at = this.#values.lastIndexOf(mark)
    if (at < 0) throw misformed()
    const values = this.#values.splice(at)
    return values.slice(1) as PickleValue[]
  }

  popAs(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse()
  }

  append(values: readonly PickleValue[]): void {
    const list = this.top
    if (!Array.isArray(list)) throw misformed()
    for (const value of values) list.push(value)
  }

  /** @param items key, value, key, value, … */
  setItems(items: readonly PickleValue[]): void {
    const dictionary = this.top
    if (!(dictionary instanceof Map) || items.length % 2 !== 0) throw misformed()
    for (let i = 0; i < items.length; i += 2) set(dictionary, items[i], items[i + 1])
  }

  /** @param index null: the next */
  keep(index: number | null): void {
    this.#kept.set(index ?? this.#kept.size, this.top)
  }

  pushKept(index: number): void {
    const value = this.#kept.get(index)
    if (value === undefined) throw misformed()
    this.push(value)
  }
}

function set(dictionary: PickleDictionary, key: PickleValue, value: PickleValue): void {
  if (typeof key !== 'string') throw misformed()
  dictionary.set(key, value)
}
