/** Looks at the stored masks of a store's runs. Every figure is counted from the run's file when it is asked for. */
import type { ReadableDatabase } from '../../../db/database'
import { KeptBlocks } from '../../../db/kept-blocks'
import { runFilesAt } from '../../../db/opened-file'
import type { RunFiles } from '../../../db/run-files'
import { readRunRow, readTrainingLabels } from '../../../db/runs'
import { Failure } from '../../../preload/schema/failure'
import type {
  ExampleImages, ExampleList, ExampleMasks, LayerUnits, MaskPair, Patterns, UnitCard
} from '../../../preload/schema/masks'
import type { MaskGroups } from '../../../preload/schema/patterns'
import type { ModelMoment } from '../../../preload/schema/model'
import type { RunPlace } from '../../../preload/schema/run-place'
import { readRun } from '../store-reader'
import { exampleMasks } from './example'
import { exampleList, flipsOf, unitsOnOf, type ExampleCounts, type ExamplesRequest } from './examples'
import { maskGroups, type GroupRequest } from './groups'
import { layerUnits, type LayerRequest } from './layer'
import { modelMoment } from './moment'
import { maskPair, type PairRequest } from './pair'
import { maskPatterns } from './patterns'
import type { SnapshotMasks } from './snapshot-masks'
import { TrainingImages, type TrainingLabels } from './training-images'
import { unitCard, type UnitRequest } from './unit'

/** Snapshots of one example's masks that are kept: 45 MB of a large network. */
const mostSeen = 1000
/** Of unpacked changes: those of a layer of 12,544 units, of 1,200 examples over twelve snapshots, are 21 MB. */
const mostKept = 32 * 2 ** 20

export class MaskViewer {
  readonly #files: RunFiles
  readonly #images: TrainingImages
  #seen = { key: '', masks: new Map<number, Uint8Array>() }
  #changes = { id: '', kept: new KeptBlocks(mostKept) }
  #counted: ExampleCounts & { key: string } | null = null

  constructor(place: RunPlace) {
    this.#files = runFilesAt(place)
    this.#images = new TrainingImages(place.folder)
  }

  /** @throws Failure, as all of these do, when the run, its snapshot or its layer is not there */
  layer(id: string, request: LayerRequest): Promise<LayerUnits> {
    return this.#look(id, (database, labels) => layerUnits(database, request, labels))
  }

  unit(id: string, request: UnitRequest): Promise<UnitCard> {
    return this.#look(id, (database, labels) => unitCard(database, request, labels, { kept: this.#keptOf(id) }))
  }

  /** In one answer: a second question for the images would take as long again as a small run's card. */
  async unitWithImages(id: string, request: UnitRequest): Promise<{ card: UnitCard; images: ExampleImages | null }> {
    const card = await this.unit(id, request)
    try {
      return { card, images: await this.images(id, card.turnedOn.map(({ example }) => example)) }
    } catch (error) {
      if (error instanceof Failure) return { card, images: null }
      throw error
    }
  }

  example(id: string, snapshot: number | null, example: number): Promise<ExampleMasks> {
    return this.#look(id, (database, labels) =>
      exampleMasks(database, snapshot, example, labels, this.#masksOf(`${id} ${example}`)))
  }

  pair(id: string, request: PairRequest): Promise<MaskPair> {
    return this.#look(id, (database, labels) => maskPair(database, request, labels))
  }

  examples(id: string, request: ExamplesRequest): Promise<ExampleList> {
    return this.#look(id, (database, labels) =>
      exampleList(database, request, labels, (masks, on) => this.#countsOf(id, database, masks, on)))
  }

  patterns(id: string, snapshot: number | null): Patterns {
    return this.#read(id, (database) => maskPatterns(database, snapshot))
  }

  groups(id: string, request: GroupRequest): Promise<MaskGroups> {
    return this.#look(id, (database, labels) => maskGroups(database, request, labels))
  }

  moment(id: string, snapshot: number | null): ModelMoment {
    return this.#read(id, (database) => modelMoment(database, snapshot))
  }

  /** Training images, one after the other, as the data set's files hold them. */
  async images(id: string, examples: readonly number[]): Promise<ExampleImages> {
    const { shape, count, readPixels } = await this.#images.open(this.#configuration(id))
    const here = examples.filter((example) => example < count)
    return { shape, examples: here, pixels: readPixels(Int32Array.from(here)) }
  }

  /**
   * By snapshot, of the example that was looked at last: whoever scrubs looks at one after the other, and each is read
   * from the next. The masks of a snapshot never change.
   */
  #masksOf(key: string): Map<number, Uint8Array> {
    if (this.#seen.key !== key || this.#seen.masks.size > mostSeen) this.#seen = { key, masks: new Map() }
    return this.#seen.masks
  }

  /** Of the run that was looked at last. */
  #keptOf(id: string): KeptBlocks {
    if (this.#changes.id !== id) this.#changes = { id, kept: new KeptBlocks(mostKept) }
    return this.#changes.kept
  }

  /** Of the snapshot that was looked at last: a list is scrolled through, and ordered in several ways. */
  #countsOf(id: string, database: ReadableDatabase, masks: SnapshotMasks, on: boolean): ExampleCounts {
    const { index, comparedWith } = masks.record
    const before = comparedWith === null ? 0 : masks.storedOf(comparedWith)
    const key = JSON.stringify([id, index, masks.examples, comparedWith, before])
    if (this.#counted?.key !== key) this.#counted = { key, flips: flipsOf(database, masks), on: null }
    if (on) this.#counted.on ??= unitsOnOf(masks)
    return this.#counted
  }

  /** With the labels that the run's file holds; a file of an older version holds none, but its data set may be here. */
  async #look<T>(id: string, read: (database: ReadableDatabase, labels: TrainingLabels) => T): Promise<T> {
    const looked = this.#read(id, (database) => {
      const labels = readTrainingLabels(database)
      return labels === null ? null : { answer: read(database, labels) }
    })
    if (looked !== null) return looked.answer
    const labels = await this.#images.labels(this.#configuration(id))
    return this.#read(id, (database) => read(database, labels))
  }

  #configuration(id: string) {
    return this.#read(id, (database) => readRunRow(database).configuration)
  }

  #read<T>(id: string, read: (database: ReadableDatabase) => T): T {
    return readRun(this.#files, id, read)
  }
}
