/** The stores that the pages of this process look at: the own one, and by name those that are opened when asked for. */
import { Failure } from '../../preload/schema/failure'
import { exampleStore, type StoreName } from '../../preload/schema/stores'
import { storeNameOf } from '../files/run-file-name'
import { Computations } from './computations'
import { exampleArchive } from './example-store'
import { OpenedWorkbench } from './opened-workbench'
import type { Workbench } from './workbench'

/** `remove`: of a file that was only handed over. */
interface GivenFile { path: string; remove: (() => void) | null }

export class Stores {
  /** What the pages of this process have computed. */
  readonly computations = new Computations()
  /** The run files that may be looked at. Nothing else that a page names is ever opened. */
  readonly #files = new Map<StoreName, GivenFile>()
  readonly #opened = new Map<StoreName, Promise<OpenedWorkbench>>()

  /** @param example the archive of the runs that come with Maskscope */
  constructor(readonly own: Workbench, private readonly example = exampleArchive) {}

  /**
   * From now on the file can be looked at; whether it is a run shows when it is.
   * @param remove of a file that was only handed over: called when it cannot be opened, and at the end
   */
  add(path: string, remove: (() => void) | null = null): StoreName {
    const name = storeNameOf(path)
    this.#files.set(name, { path, remove })
    return name
  }

  /** @throws Failure when it is not there, or what is there cannot be opened */
  async workbench(name: StoreName | undefined): Promise<Workbench | OpenedWorkbench> {
    if (name === undefined) return this.own
    const known = this.#opened.get(name) ?? this.#open(name)
    this.#opened.set(name, known)
    // It may be mended by the time it is asked for again.
    known.catch(() => this.#opened.delete(name))
    return known
  }

  async close(): Promise<void> {
    for (const opened of await Promise.allSettled(this.#opened.values()))
      if (opened.status === 'fulfilled') opened.value.close()
    for (const { remove } of this.#files.values()) remove?.()
    this.own.close()
  }

  async #open(name: StoreName): Promise<OpenedWorkbench> {
    if (name === exampleStore) return OpenedWorkbench.example(this.example)
    const file = this.#files.get(name)
    if (file === undefined) throw new Failure('This run file is no longer open here; open it again.')
    try {
      await this.own.examiner.demandOpened(file.path, this.own.store.path)
      return OpenedWorkbench.file(file.path, this.own.store.path, file.remove !== null)
    } catch (error) {
      file.remove?.()
      if (file.remove !== null) this.#files.delete(name)
      throw error
    }
  }
}
