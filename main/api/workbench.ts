/** What every handler works on: the store, its catalogue, and the trainings started from here. */
import { Catalogue } from '../../db/catalogue'
import type { RunFiles } from '../../db/run-files'
import type { RunIndex } from '../../db/run-index'
import { RunStore } from '../../db/store'
import type { ShownStore } from '../../preload/schema/stores'
import { DataDownloads } from './data-downloads'
import { ComparisonThread } from './masks/comparisons/thread'
import { MaskQuestions } from './masks/thread'
import { StoreQueue } from './queue/store-queue'
import { RunExaminer } from './run-examiner/examiner'
import { TheoryRuns } from './theory/runs'
import type { Attachment } from '../trainer/attachment'
import { NetworkProcess } from '../trainer/network-process/network-process'
import { SpareTrainer } from '../trainer/spare'

export { defaultStorePath } from '../../db/store'

/** A store that can be looked at. Whatever changes one takes a `Workbench`. */
export interface ReadableWorkbench {
  readonly store: RunFiles
  /** Looks at stored masks, in a thread of its own. */
  readonly masks: MaskQuestions
  /** Runs networks, in a process of its own. */
  readonly networks: NetworkProcess
  /** Compares stored masks with each other, in another: what takes seconds keeps nothing else waiting. */
  readonly comparisons: ComparisonThread
  /** Shared by all pages that look at the store. */
  readonly catalogue: RunIndex
  /** Null where nothing can be trained. */
  readonly queue: StoreQueue | null
  readonly shown: ShownStore
  /** Why nothing can be changed in it; null where it can. */
  readonly readOnly: string | null
  close: () => void
}

export class Workbench implements ReadableWorkbench {
  readonly store: RunStore
  readonly masks: MaskQuestions
  readonly networks: NetworkProcess
  readonly comparisons: ComparisonThread
  readonly spare: SpareTrainer
  readonly downloads: DataDownloads
  readonly queue: StoreQueue
  readonly theory: TheoryRuns
  /** Reads files first that may come from anybody, in processes of its own. */
  readonly examiner = new RunExaminer()
  readonly readOnly = null
  #catalogue: Catalogue | null = null

  /** @param attachment whether trainings and imports end with this process */
  constructor(storePath: string, readonly attachment: Attachment = 'detached') {
    this.store = new RunStore(storePath)
    this.masks = new MaskQuestions(this.store.place)
    this.networks = new NetworkProcess(this.store.place)
    this.comparisons = new ComparisonThread(this.store.place)
    this.spare = new SpareTrainer(attachment)
    this.downloads = new DataDownloads(this.store)
    this.queue = new StoreQueue(this.store)
    this.theory = new TheoryRuns(this.store)
  }

  get shown(): ShownStore {
    return { kind: 'own', folder: this.store.path }
  }

  /** Opened on first use: most commands never need it. */
  get catalogue(): Catalogue {
    this.#catalogue ??= new Catalogue(this.store, this.examiner)
    return this.#catalogue
  }

  close(): void {
    this.masks.close()
    this.networks.close()
    this.comparisons.close()
    this.spare.close()
    this.downloads.close()
    this.queue.close()
    this.theory.close()
    this.examiner.close()
    this.#catalogue?.close()
    this.#catalogue = null
  }
}
