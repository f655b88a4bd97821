/** The images of a long list of examples: pages of it are asked for when they come into view. */
import { computed, reactive } from 'vue'
import type { ExampleImages } from '../../../../preload/contract'
import { call } from '../../../transport/client'

/** Images of one call. */
const pageLength = 100
/** Pages that stay, so that going back and forth between two orders asks for nothing: 8 MB of digits. */
const mostKept = 100

export interface ExamplePages {
  imagesAt(place: number): ExampleImages | undefined
  /** Asks for the pages that hold these places. */
  want(first: number, last: number): void
}

export function useExampleImages(id: () => string, examples: () => readonly number[]): ExamplePages {
  /** By the examples on a page: another snapshot lists the same ones, which are there already. */
  const kept = reactive(new Map<string, ExampleImages>())
  const waiting = new Set<string>()
  const pages = computed(() => ({ of: id(), listed: examples(), keys: new Map<number, string>() }))

  const onPage = (page: number): readonly number[] =>
    pages.value.listed.slice(page * pageLength, (page + 1) * pageLength)

  function keyOf(page: number): string {
    const { of, keys } = pages.value
    const key = keys.get(page) ?? `${of} ${onPage(page).join()}`
    keys.set(page, key)
    return key
  }

  async function load(page: number): Promise<void> {
    const key = keyOf(page)
    if (waiting.has(key) || kept.has(key)) return
    waiting.add(key)
    try {
      kept.set(key, await call('masks.images', { id: id(), examples: [...onPage(page)] }))
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    } catch {
      // Where the data set is not here, the examples stand without pictures.
    } finally {
      waiting.delete(key)
    }
  }

  const pageOf = (place: number): number => Math.floor(place / pageLength)
  return {
    imagesAt: (place) => kept.get(keyOf(pageOf(place))),
    want: (first, last) => {
      for (let page = pageOf(first); page <= pageOf(last); page++) void load(page)
    }
  }
}
