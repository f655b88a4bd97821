/**
 * Run files that are dropped or chosen: one can be looked at (a desktop opens it where it lies, a browser hands it
 * over), one or many join the store.
 */
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { runFileExtension } from '../../../preload/schema/names'
import { droppedFiles } from '../../components/droppedFiles'
import { useFileDrop } from '../../components/useFileDrop'
import { useShownStore } from '../../stores/shownStore'
import { sentenceOf } from '../../transport/client'
import { uploadRun } from '../../transport/uploads'
import { addRunFiles, type Coming } from './addRunFiles'

const isRunFile = ({ name }: File): boolean => name.toLowerCase().endsWith(runFileExtension)

export function useRunFile() {
  const store = useShownStore()
  const failure = ref<string | null>(null)
  const outcome = ref<string | null>(null)
  const coming = shallowRef<Coming | null>(null)
  /** Files of which a person has to say what to do with them; empty while there are none. */
  const offered = shallowRef<readonly File[]>([])
  let wanted = new AbortController()

  function begin(): AbortSignal {
    failure.value = null
    outcome.value = null
    offered.value = []
    wanted = new AbortController()
    return wanted.signal
  }

  /** One that was chosen is looked at; of several, and of what was dropped, a person says what to do. */
  function open(files: readonly File[]): void {
    begin()
    const [file, more] = files
    if (file !== undefined && more === undefined && isRunFile(file)) void look(file)
    else offer(files)
  }

  function offer(files: readonly File[]): void {
    begin()
    const found = files.filter(isRunFile)
    if (found.length > 0) offered.value = found
    else
      failure.value = `Run files (${runFileExtension}) can be opened here; models are imported on their own page.`
  }

  async function look(file: File): Promise<void> {
    const signal = begin()
    if (window.maskscope) return window.maskscope.openDropped(file)
    const told = (share: number): void => {
      coming.value = { name: file.name, bytes: file.size, share, at: 1, of: 1 }
    }
    told(0)
    try {
      const opened = await uploadRun(file, told, signal)
      if (!signal.aborted) store.show(opened)
    } catch (error) {
      if (!signal.aborted) failure.value = sentenceOf(error)
    } finally {
      coming.value = null
    }
  }

  async function add(files: readonly File[]): Promise<void> {
    const signal = begin()
    const result = await addRunFiles(files, (now) => { coming.value = now }, signal)
    coming.value = null
    outcome.value = result.outcome
    failure.value = result.failure
  }

  const over = useFileDrop(() => coming.value !== null, (transfer) => {
    // Of what is no folder a desktop opens the very file that was dropped.
    const files = [...transfer.files]
    const hasFolder = [...transfer.items].some((item) => item.webkitGetAsEntry()?.isDirectory)
    if (!hasFolder) return offer(files)
    droppedFiles(transfer).then(offer, (error: unknown) => { failure.value = sentenceOf(error) })
  })
  const cancel = (): void => wanted.abort()
  onBeforeUnmount(cancel)
  return { over, coming, offered, failure, outcome, open, look, add, cancel, dismiss: begin }
}
