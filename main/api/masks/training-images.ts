/** The training images of a run as its data set's files hold them, and their labels. */
import type { RunConfiguration } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import { locateData, openSplitPixels, type OpenedPixels } from '../../engine/datasets'

/** By example; null where the data set is not here. */
export type TrainingLabels = Int32Array | null

/** The classes that there are among the first examples. */
export const labelsAmong = (labels: TrainingLabels, examples: number): number[] | null =>
  labels === null ? null : [...new Set(labels.subarray(0, examples))].sort((one, other) => one - other)

/** @throws Failure where they are not known */
export function demandLabels(labels: TrainingLabels): Int32Array {
  if (labels !== null) return labels
  throw new Failure('The classes of the examples are not known, because the run’s data set is not here.')
}

/** Opened data sets stay open: the bundled digits take 0.5 s. */
export class TrainingImages {
  readonly #store: string
  readonly #opened = new Map<string, Promise<OpenedPixels>>()

  constructor(store: string) {
    this.#store = store
  }

  /** @throws Failure when the data set's files are not here */
  async open(configuration: RunConfiguration): Promise<OpenedPixels> {
    const { dataset, preprocessing, imageSize } = configuration
    const key = `${dataset} ${imageSize}`
    const open = this.#opened.get(key) ??
      openSplitPixels('train', { dataset, preprocessing, imageSize }, locateData(this.#store, dataset, null))
    this.#opened.set(key, open)
    open.catch(() => this.#opened.delete(key))
    return open
  }

  async labels(configuration: RunConfiguration): Promise<TrainingLabels> {
    try {
      return (await this.open(configuration)).labels
    } catch (error) {
      if (error instanceof Failure) return null
      throw error
    }
  }
}
