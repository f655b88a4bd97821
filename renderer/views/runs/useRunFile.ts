/** Looking at a run's file that is dropped or chosen: a desktop opens it where it lies, a browser hands it over. */
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { useFileDrop } from '../../components/useFileDrop'
import { runFileExtension } from '../../../preload/schema/names'
import { useShownStore } from '../../stores/shownStore'
import { sentenceOf } from '../../transport/client'
import { uploadRun } from '../../transport/uploads'

export function useRunFile() {
  const store = useShownStore()
  const failure = ref<string | null>(null)
  /** How much of which file has gone; null while none is on its way. */
  const coming = shallowRef<{ name: string; bytes: number; share: number } | null>(null)
  let wanted = new AbortController()

  function open(files: readonly File[]): void {
    failure.value = null
    const [file, more] = files
    if (file === undefined || more !== undefined || !file.name.toLowerCase().endsWith(runFileExtension))
      failure.value = `One run file (${runFileExtension}) can be opened here; models are imported on their own page.`
    else if (window.maskscope) window.maskscope.openDropped(file)
    else void handOver(file)
  }

  async function handOver(file: File): Promise<void> {
    wanted = new AbortController()
    const { signal } = wanted
    const told = (share: number): void => { coming.value = { name: file.name, bytes: file.size, share } }
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

  const over = useFileDrop(() => coming.value !== null, ({ files }) => open([...files]))
  const cancel = (): void => wanted.abort()
  onBeforeUnmount(cancel)
  return { over, coming, failure, open, cancel }
}
