/** What was asked for last stays in memory: networks with the weights of a checkpoint, and a data set. */
import { iterationOfCheckpoint, checkpointNames, readCheckpoint } from '../../../db/checkpoints'
import type { ReadableDatabase } from '../../../db/database'
import type { RunRow } from '../../../db/runs'
import type { RunConfiguration } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import { snapshotName } from '../../../preload/schema/moments'
import type { SnapshotRecord } from '../../../preload/schema/run'
import type { Backend } from '../../engine/backends/backend'
import { locateData, openDataSet } from '../../engine/datasets'
import type { DataSet } from '../../engine/datasets/dataset'
import { MaskedNetwork } from '../../engine/executors/eager/masked-network'
import { demandFinite } from '../../engine/networks/finite'

/** Two snapshots beside each other, of the run that is looked at and of one more. */
const mostNetworks = 4
/** Of weights, beyond which only the newest two stay. */
const mostBytes = 2 ** 30

interface Kept { network: MaskedNetwork; bytes: number }

export class LoadedNetworks {
  readonly backend: Backend
  readonly #store: string
  /** The one that was asked for last comes last. */
  readonly #networks = new Map<string, Kept>()
  #data: { key: string; opened: Promise<DataSet> } | null = null

  constructor(backend: Backend, store: string) {
    this.backend = backend
    this.#store = store
  }

  /** With the weights that a snapshot was taken of. @throws Failure when the run's file no longer has them */
  of(database: ReadableDatabase, run: RunRow, snapshot: SnapshotRecord): MaskedNetwork {
    demandWeights(database, run, snapshot)
    const key = JSON.stringify([run.id, snapshot.checkpoint, snapshot.iteration])
    const kept = this.#networks.get(key) ?? load(this.backend, database, run, snapshot.checkpoint)
    this.#networks.delete(key)
    this.#networks.set(key, kept)
    this.#forgetOldest()
    return kept.network
  }

  /** @throws Failure when the files are not here */
  data(configuration: RunConfiguration, folder: string | null): Promise<DataSet> {
    const { dataset, preprocessing, imageSize } = configuration
    const key = JSON.stringify([dataset, preprocessing, imageSize, folder])
    if (this.#data?.key !== key) {
      const opened = openDataSet(configuration, locateData(this.#store, dataset, folder), async () => this.backend)
      const data = { key, opened }
      this.#data = data
      // Files that were missing may be there when they are asked for again.
      opened.catch(() => { if (this.#data === data) this.#data = null })
    }
    return this.#data.opened
  }

  #forgetOldest(): void {
    const bytes = (): number => [...this.#networks.values()].reduce((sum, kept) => sum + kept.bytes, 0)
    for (const [key, { network }] of this.#networks) {
      const few = this.#networks.size <= 2 || (this.#networks.size <= mostNetworks && bytes() <= mostBytes)
      if (few) return
      network.dispose()
      this.#networks.delete(key)
    }
  }
}

function load(backend: Backend, database: ReadableDatabase, { topology }: RunRow, checkpoint: string): Kept {
  const { weights } = readCheckpoint(database, checkpoint)
  demandFinite(weights, checkpoint)
  const bytes = [...weights.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
  return { network: new MaskedNetwork(backend, topology, weights), bytes }
}

/** A checkpoint may be gone, or another of the same name have taken its place. */
export function demandWeights(
  database: ReadableDatabase, { id }: RunRow, { checkpoint, iteration, ...snapshot }: SnapshotRecord
): void {
  if (iterationOfCheckpoint(database, checkpoint) === iteration) return
  const names = checkpointNames(database)
  const others = names.length === 0
    ? 'it has none any more'
    : `take the masks of one that it has (${names.join(', ')}) by "maskscope snapshot ${id} --at NAME"`
  throw new Failure(
    `The weights of ${snapshotName(snapshot)} (checkpoint "${checkpoint}", iteration ${iteration}) are no longer in ` +
      `the run’s file; ${others}.`
  )
}
