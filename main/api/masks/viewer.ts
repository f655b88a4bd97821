/** Looks at the stored masks of a store's runs. Every figure is counted from the run's file when it is asked for. */
import type { ReadableDatabase } from '../../../db/database'
import { readRunRow } from '../../../db/runs'
import { RunStore } from '../../../db/store'
import type { ExampleImages, LayerUnits, Neighbours, Patterns, UnitCard } from '../../../preload/schema/masks'
import { readRun } from '../store-reader'
import { layerUnits } from './layer'
import { nearestNeighbours, type NeighbourRequest } from './neighbours'
import { maskPatterns } from './patterns'
import { TrainingImages, type TrainingLabels } from './training-images'
import { unitCard, type UnitRequest } from './unit'

export class MaskViewer {
  readonly #store: RunStore
  readonly #images: TrainingImages

  constructor(store: string) {
    this.#store = new RunStore(store)
    this.#images = new TrainingImages(store)
  }

  /** @throws Failure, as all of these do, when the run, its snapshot or its layer is not there */
  layer(id: string, snapshot: number | null, layer: string): LayerUnits {
    return this.#read(id, (database) => layerUnits(database, snapshot, layer))
  }

  async unit(id: string, request: UnitRequest): Promise<UnitCard> {
    const labels = await this.#labels(id)
    return this.#read(id, (database) => unitCard(database, request, labels))
  }

  async neighbours(id: string, request: NeighbourRequest): Promise<Neighbours> {
    const labels = await this.#labels(id)
    return this.#read(id, (database) => nearestNeighbours(database, request, labels))
  }

  patterns(id: string, snapshot: number | null): Patterns {
    return this.#read(id, (database) => maskPatterns(database, snapshot))
  }

  /** Training images, one after the other, as the data set's files hold them. */
  async images(id: string, examples: readonly number[]): Promise<ExampleImages> {
    const { shape, count, readPixels } = await this.#images.open(this.#configuration(id))
    const here = examples.filter((example) => example < count)
    return { shape, examples: here, pixels: readPixels(Int32Array.from(here)) }
  }

  #labels(id: string): Promise<TrainingLabels> {
    return this.#images.labels(this.#configuration(id))
  }

  #configuration(id: string) {
    return this.#read(id, (database) => readRunRow(database).configuration)
  }

  #read<T>(id: string, read: (database: ReadableDatabase) => T): T {
    return readRun(this.#store, id, read)
  }
}
