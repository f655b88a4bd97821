/** What every handler works on: the store, its catalogue, and the trainings started from here. */
import { Catalogue } from '../../db/catalogue'
import { RunStore } from '../../db/store'
import { ComparisonThread } from './masks/comparisons/thread'
import { MaskQuestions } from './masks/thread'
import type { Attachment } from '../trainer/attachment'
import { NetworkProcess } from '../trainer/network-process/network-process'

export { defaultStorePath } from '../../db/store'

export class Workbench {
  readonly store: RunStore
  /** Looks at stored masks, in a thread of its own. */
  readonly masks: MaskQuestions
  /** Runs networks, in a process of its own. */
  readonly networks: NetworkProcess
  /** Compares stored masks with each other, in another: what takes seconds keeps nothing else waiting. */
  readonly comparisons: ComparisonThread
  #catalogue: Catalogue | null = null

  /** @param attachment whether trainings and imports end with this process */
  constructor(storePath: string, readonly attachment: Attachment = 'detached') {
    this.store = new RunStore(storePath)
    this.masks = new MaskQuestions(this.store.path)
    this.networks = new NetworkProcess(this.store.path)
    this.comparisons = new ComparisonThread(this.store.path)
  }

  /** Opened on first use: most commands never need it. */
  get catalogue(): Catalogue {
    this.#catalogue ??= new Catalogue(this.store)
    return this.#catalogue
  }

  close(): void {
    this.masks.close()
    this.networks.close()
    this.comparisons.close()
    this.#catalogue?.close()
    this.#catalogue = null
  }
}
