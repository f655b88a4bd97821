/** The list of examples as far as it has been scrolled: pages are asked for when they come into view. */
import { reactive, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { ExampleImages, ExampleList, RequestOf } from '../../../../preload/contract'
import { call, sentenceOf } from '../../../transport/client'

export type ListedExample = ExampleList['listed'][number]
export type ExamplesAsked = Omit<RequestOf<'masks.examples'>, 'skip' | 'limit'>

/** As many as one call may ask for. */
export const pageLength = 100

export interface ExamplePages {
  list: ShallowRef<ExampleList | null>
  failure: Ref<string | null>
  at(place: number): ListedExample | undefined
  imagesAt(place: number): ExampleImages | undefined
  /** Asks for the pages that hold these places. */
  want(first: number, last: number): void
}

export function useExampleList(asked: () => ExamplesAsked): ExamplePages {
  const list = shallowRef<ExampleList | null>(null)
  const failure = ref<string | null>(null)
  const pages = reactive(new Map<number, ListedExample[]>())
  const images = reactive(new Map<number, ExampleImages>())
  const waiting = new Set<number>()
  let round = 0

  async function load(page: number): Promise<void> {
    if (waiting.has(page) || pages.has(page)) return
    const own = round
    waiting.add(page)
    try {
      const found = await call('masks.examples', { ...asked(), skip: page * pageLength, limit: pageLength })
      if (own !== round) return
      list.value = found
      failure.value = null
      pages.set(page, found.listed)
      const examples = found.listed.map(({ example }) => example)
      const pictures = await call('masks.images', { id: asked().id, examples }).catch(() => null)
      if (own === round && pictures !== null) images.set(page, pictures)
    } catch (error) {
      if (own === round) failure.value = sentenceOf(error)
    } finally {
      if (own === round) waiting.delete(page)
    }
  }

  const pageOf = (place: number): number => Math.floor(place / pageLength)
  watch(() => JSON.stringify(asked()), () => {
    round++
    pages.clear()
    images.clear()
    waiting.clear()
    void load(0)
  }, { immediate: true })

  return {
    list,
    failure,
    at: (place) => pages.get(pageOf(place))?.[place % pageLength],
    imagesAt: (place) => images.get(pageOf(place)),
    want: (first, last) => {
      for (let page = pageOf(first); page <= pageOf(last); page++) void load(page)
    }
  }
}
