/** Data sets on their way here, one download each however many pages wait for it. */
import type { DataSetName } from '../../preload/schema/configuration'
import type { RunStore } from '../../db/store'
import { Failure } from '../../preload/schema/failure'
import { locateData } from '../engine/datasets'
import { downloadFiles, type DownloadOptions } from '../engine/datasets/download'
import { officialFiles, type OfficialFile } from '../engine/datasets/official'

/** Bytes of all its files. */
export interface DataProgress { received: number; total: number }
type OnProgress = (progress: DataProgress) => void

interface Download { controller: AbortController; listeners: Set<OnProgress>; done: Promise<void> }

/** Four times a second are enough for a bar. */
const tellEvery = 250

export class DataDownloads {
  readonly #store: RunStore
  readonly #files: Partial<Record<DataSetName, readonly OfficialFile[]>>
  readonly #mayAsk: DownloadOptions['mayAsk']
  readonly #current = new Map<DataSetName, Download>()

  /** @param files what is fetched, and @param mayAsk from where; tests have a server of their own */
  constructor(store: RunStore, files = officialFiles, mayAsk?: DownloadOptions['mayAsk']) {
    this.#store = store
    this.#files = files
    this.#mayAsk = mayAsk
  }

  /** Resolves when the files are here. @throws Failure when they cannot be had, or it was stopped */
  async download(name: DataSetName, onProgress: OnProgress): Promise<void> {
    const { listeners, done } = this.#current.get(name) ?? this.#begin(name)
    listeners.add(onProgress)
    try {
      await done
    } finally {
      listeners.delete(onProgress)
    }
  }

  stop(name: DataSetName): void {
    this.#current.get(name)?.controller.abort()
  }

  close(): void {
    for (const { controller } of this.#current.values()) controller.abort()
  }

  #begin(name: DataSetName): Download {
    const files = this.#files[name]
    if (files === undefined) throw new Failure(`The data set "${name}" has nothing to download.`)
    this.#store.prepareForWriting()
    const controller = new AbortController()
    const listeners = new Set<OnProgress>()
    const done = downloadFiles(files, locateData(this.#store.path, name, null).folder, {
      signal: controller.signal,
      ...(this.#mayAsk === undefined ? {} : { mayAsk: this.#mayAsk }),
      onProgress: toldOf(files, (progress) => listeners.forEach((tell) => tell(progress)))
    }).finally(() => this.#current.delete(name))
    const download = { controller, listeners, done }
    this.#current.set(name, download)
    return download
  }
}

/** Files come in their order; those before the one that comes are whole. */
function toldOf(files: readonly OfficialFile[], tell: OnProgress): NonNullable<DownloadOptions['onProgress']> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let toldAt = -Infinity
  return ({ file, received }) => {
    const now = performance.now()
    if (now - toldAt < tellEvery) return
    toldAt = now
    const before = files.slice(0, files.findIndex(({ name }) => name === file))
    tell({ received: before.reduce((sum, { bytes }) => sum + bytes, received), total })
  }
}
