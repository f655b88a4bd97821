/**
 * Run files that are dropped or chosen: one can be looked at (a desktop opens it where it lies, a browser hands it
 * over), one or many join the store.
 */
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { AddedRun } from '../../../preload/contract'
import { plural } from '../../../preload/schema/format'
import { runFileExtension } from '../../../preload/schema/names'
import { droppedFiles } from '../../components/droppedFiles'
import { useFileDrop } from '../../components/useFileDrop'
import { useShownStore } from '../../stores/shownStore'
import { sentenceOf } from '../../transport/client'
import { addRunFile, uploadRun } from '../../transport/uploads'

/** What is on its way: how much of it has gone, and of several which one it is, from 1. */
export interface Coming { name: string; bytes: number; share: number; at: number; of: number }

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

  /** One after the other; one that cannot be added keeps no other from it. */
  async function add(files: readonly File[]): Promise<void> {
    const signal = begin()
    const added: AddedRun[] = []
    const refused: string[] = []
    for (const [at, file] of files.entries()) {
      if (signal.aborted) break
      const told = (share: number): void => {
        coming.value = { name: file.name, bytes: file.size, share, at: at + 1, of: files.length }
      }
      told(0)
      try {
        added.push(await addRunFile(file, told, signal))
      } catch (error) {
        if (!signal.aborted) refused.push(sentenceOf(error))
      }
    }
    coming.value = null
    outcome.value = wordsOf(added)
    failure.value = refused.length > 1 ? `${refused.length} files were not added. ${refused[0]}` : refused[0] ?? null
  }

  const over = useFileDrop(() => coming.value !== null, (transfer) => {
    // Of what is no folder a desktop opens the very file that was dropped.
    const files = [...transfer.files]
    const hasFolder = [...transfer.items].some((item) => item.webkitGetAsEntry()?.isDirectory)
    if (!hasFolder) return offer(files)
    droppedFiles(transfer).then(offer, (error: unknown) => { failure.value = sentenceOf(error) })
  })
  const cancel = (): void => wanted.abort()
  const dismiss = (): void => { begin() }
  onBeforeUnmount(cancel)
  return { over, coming, offered, failure, outcome, open, look, add, cancel, dismiss }
}

function wordsOf(outcomes: readonly AddedRun[]): string | null {
  const count = (wanted: AddedRun['outcome']): number => outcomes.filter(({ outcome }) => outcome === wanted).length
  const [added, there] = [count('added'), count('there')]
  const parts = [
    ...(added > 0 ? [`${plural(added, 'run')} joined the store`] : []),
    ...(there > 0 ? [`${plural(there, 'run was', 'runs were')} there already`] : [])
  ]
  return parts.length === 0 ? null : `${parts.join('; ')}.`
}
