/** A store that is only looked at: the example, or a run file that was opened wherever it lies. */
import { rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { OpenedFile } from '../../db/opened-file'
import type { RunFiles } from '../../db/run-files'
import { RunIndex } from '../../db/run-index'
import { RunStore } from '../../db/store'
import { exampleStore, readOnlyReason, type ShownStore } from '../../preload/schema/stores'
import { makeTemporaryFolder } from '../files/temporary-folder'
import { storeNameOf } from '../files/run-file-name'
import { unpackExample } from './example-store'
import { NetworkProcess } from '../trainer/network-process/network-process'
import { ComparisonThread } from './masks/comparisons/thread'
import { MaskQuestions } from './masks/thread'
import type { ReadableWorkbench } from './workbench'

export class OpenedWorkbench implements ReadableWorkbench {
  readonly masks: MaskQuestions
  readonly networks: NetworkProcess
  readonly comparisons: ComparisonThread
  readonly queue = null
  readonly catalogue: RunIndex

  private constructor(
    readonly store: RunFiles,
    readonly shown: ShownStore,
    readonly readOnly: string,
    private readonly leave: () => void
  ) {
    this.masks = new MaskQuestions(store.place)
    this.networks = new NetworkProcess(store.place)
    this.comparisons = new ComparisonThread(store.place)
    this.catalogue = new RunIndex(store)
  }

  /**
   * Of the runs in an archive, unpacked for as long as they are looked at.
   * @throws Failure when the archive is not whole, or there is no room
   */
  static example(archive: string): OpenedWorkbench {
    const folder = makeTemporaryFolder('example')
    const leave = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    try {
      const store = new RunStore(folder)
      unpackExample(archive, store)
      return new OpenedWorkbench(store, { kind: 'example' }, readOnlyReason(exampleStore), leave)
    } catch (error) {
      leave()
      throw error
    }
  }

  /**
   * @param storeFolder the own store's, where data sets lie
   * @param handedOver whether a page did, so that where it lies means nothing to a person
   * @throws Failure when the file is not a whole run's
   */
  static file(path: string, storeFolder: string, handedOver = false): OpenedWorkbench {
    const file = OpenedFile.open(path, storeFolder)
    const folder = handedOver ? null : dirname(file.path)
    const shown: ShownStore = { kind: 'file', name: basename(file.path), folder }
    return new OpenedWorkbench(file, shown, readOnlyReason(storeNameOf(path)), () => file.close())
  }

  close(): void {
    this.masks.close()
    this.networks.close()
    this.comparisons.close()
    this.leave()
  }
}
