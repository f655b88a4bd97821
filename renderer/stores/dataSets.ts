import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { DataSetName, ListedDataSet } from '../../preload/contract'
import { isHiddenName } from '../../preload/schema/hidden-names'
import { transferAfter, type Transfer } from '../figures/transfer'
import { call, listen, sentenceOf } from '../transport/client'
import { uploadDataSet } from '../transport/uploads'
import { useApplication } from './application'

/** The data sets of the store, and the one that is on its way: it comes though its page is left. */
export const useDataSets = defineStore('data-sets', () => {
  const listed = shallowRef<readonly ListedDataSet[]>([])
  const coming = ref<{ dataset: DataSetName; how: 'download' | 'upload' } | null>(null)
  const transfer = shallowRef<Transfer | null>(null)
  const failure = ref<string | null>(null)
  let wanted = new AbortController()

  async function load(): Promise<void> {
    listed.value = (await call('datasets.list', {})).datasets
  }

  const progressed = (received: number, total: number): void => {
    transfer.value = transferAfter(transfer.value, { received, total, at: performance.now() / 1000 })
  }

  async function get(dataset: DataSetName, how: 'download' | 'upload', work: () => Promise<unknown>): Promise<void> {
    if (coming.value !== null) return
    coming.value = { dataset, how }
    transfer.value = null
    failure.value = null
    wanted = new AbortController()
    try {
      await work()
    } catch (error) {
      if (!wanted.signal.aborted) failure.value = sentenceOf(error)
    } finally {
      coming.value = null
      await Promise.all([load(), useApplication().loadPresets()]).catch(() => undefined)
    }
  }

  const download = (dataset: DataSetName): Promise<void> =>
    get(dataset, 'download', () => call('datasets.download', { dataset }))

  /** Of a folder that was chosen or dropped whole, what is hidden stays where it is. */
  const add = (dataset: DataSetName, given: readonly File[]): Promise<void> => {
    const shown = given.filter(({ name }) => !isHiddenName(name))
    const files = shown.length > 0 ? shown : given
    const total = files.reduce((sum, { size }) => sum + size, 0)
    return get(dataset, 'upload', () =>
      uploadDataSet(dataset, files, (share) => progressed(share * total, total), wanted.signal))
  }

  async function stop(): Promise<void> {
    const { value } = coming
    wanted.abort()
    if (value?.how === 'download') await call('datasets.stop', { dataset: value.dataset })
  }

  listen((event) => {
    if (event.type === 'dataset-progress' && event.dataset === coming.value?.dataset)
      progressed(event.received, event.total)
  })
  return { listed, coming, transfer, failure, load, download, add, stop }
})
