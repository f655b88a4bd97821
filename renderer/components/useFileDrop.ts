/** Files that are dropped anywhere on the page, while the component that asks is there. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/**
 * @param busy while nothing is taken
 * @param take what was dropped is gone when it returns
 * @returns whether files are being dragged over the page
 */
export function useFileDrop(busy: () => boolean, take: (transfer: DataTransfer) => void): Ref<boolean> {
  const over = ref(false)

  /** Without this the browser would leave the page for the file. */
  function hover(event: DragEvent): void {
    if (!carriesFiles(event)) return
    event.preventDefault()
    over.value = !busy()
  }

  function leave(event: DragEvent): void {
    // Between two elements of the page there is one to go to.
    if (event.relatedTarget === null) over.value = false
  }

  function drop(event: DragEvent): void {
    if (!carriesFiles(event) || event.dataTransfer === null) return
    event.preventDefault()
    over.value = false
    if (!busy()) take(event.dataTransfer)
  }

  const listeners = [['dragover', hover], ['dragleave', leave], ['drop', drop]] as const
  onMounted(() => listeners.forEach(([name, listener]) => window.addEventListener(name, listener)))
  onBeforeUnmount(() => listeners.forEach(([name, listener]) => window.removeEventListener(name, listener)))
  return over
}
