/** Goes through all stored masks of a store's runs, and compares them with each other. An answer may take seconds. */
import type { ReadableDatabase } from '../../../../db/database'
import { readRunRow, readTrainingLabels } from '../../../../db/runs'
import { runFilesAt } from '../../../../db/opened-file'
import type { RunFiles } from '../../../../db/run-files'
import type { Companions, Neighbours, UnitCard } from '../../../../preload/schema/masks'
import type { ChannelCoactivation, ClassOverlap, Comparison, Projection } from '../../../../preload/schema/patterns'
import type { RunPlace } from '../../../../preload/schema/run-place'
import { readRun } from '../../store-reader'
import { companionsOf, type CompanionRequest } from '../companions'
import { nearestNeighbours, type NeighbourRequest } from '../neighbours'
import { SnapshotMasks } from '../snapshot-masks'
import { TrainingImages, type TrainingLabels } from '../training-images'
import { unitCard, type UnitRequest } from '../unit'
import { channelCoactivation, type CoactivationRequest } from './coactivation'
import { classOverlap, type OverlapRequest } from './overlap'
import { projectExamples, type ProjectionRequest } from './projection'
import type { Tell } from '../tell'
import type { Compare } from './sample'

/** What was looked at is soon looked at again: after a look at an example, in another window. */
const mostResults = 24

export class MaskComparer {
  readonly #files: RunFiles
  readonly #images: TrainingImages
  /** The latest results, the newest last. */
  readonly #results = new Map<string, unknown>()

  constructor(place: RunPlace) {
    this.#files = runFilesAt(place)
    this.#images = new TrainingImages(place.folder)
  }

  /** @throws Failure, as all of these do, when the run, its snapshot or its layer is not there */
  async overlap(id: string, request: OverlapRequest, tell: Tell): Promise<ClassOverlap> {
    const labels = await this.#labels(id)
    return this.#compared(['overlap', id, labels !== null, request], request, tell, (database) =>
      classOverlap(database, request, labels))
  }

  async coactivation(id: string, request: CoactivationRequest, tell: Tell): Promise<ChannelCoactivation> {
    return this.#compared(['coactivation', id, true, request], request, tell, (database) =>
      channelCoactivation(database, request))
  }

  async projection(id: string, request: ProjectionRequest, tell: Tell): Promise<Projection> {
    const labels = await this.#labels(id)
    return this.#compared(['projection', id, labels !== null, request], request, tell, (database) =>
      projectExamples(database, request, labels))
  }

  async neighbours(id: string, request: NeighbourRequest, tell: Tell): Promise<Neighbours> {
    const labels = await this.#labels(id)
    return this.#read(id, (database) => nearestNeighbours(database, request, labels, tell))
  }

  async companions(id: string, request: CompanionRequest, tell: Tell): Promise<Companions> {
    return this.#read(id, (database) => companionsOf(database, request, tell))
  }

  /** Of all examples. */
  async wholeUnit(id: string, request: Omit<UnitRequest, 'within'>, tell: Tell): Promise<UnitCard> {
    const labels = await this.#labels(id)
    return this.#read(id, (database) => unitCard(database, { ...request, within: null }, labels, { tell }))
  }

  #compared<T>(
    [comparison, id, ...asked]: readonly [Comparison, string, ...unknown[]], { snapshot }: { snapshot: number | null },
    tell: Tell, reading: (database: ReadableDatabase) => Compare<T>
  ): T {
    const key = JSON.stringify([comparison, id, this.#read(id, (database) => masksOf(database, snapshot)), ...asked])
    const result = this.#results.has(key) ? this.#results.get(key) as T : this.#read(id, reading)(tell)
    this.#results.delete(key)
    this.#results.set(key, result)
    const [oldest] = this.#results.keys()
    if (this.#results.size > mostResults && oldest !== undefined) this.#results.delete(oldest)
    return result
  }

  /** A file of an older version holds none, but its data set may be here. */
  async #labels(id: string): Promise<TrainingLabels> {
    return this.#read(id, readTrainingLabels) ??
      await this.#images.labels(this.#read(id, (database) => readRunRow(database).configuration))
  }

  #read<T>(id: string, read: (database: ReadableDatabase) => T): T {
    return readRun(this.#files, id, read)
  }
}

/** What is compared: masks of a snapshot never change, but all except the first may be freed. */
function masksOf(database: ReadableDatabase, snapshot: number | null): unknown {
  const masks = new SnapshotMasks(database, snapshot)
  const { index, comparedWith } = masks.record
  return [index, masks.examples, comparedWith, comparedWith === null ? 0 : masks.storedOf(comparedWith)]
}
